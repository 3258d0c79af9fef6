import type { JsonObject } from '../../src/model/json.ts';
import type { SourceFile } from '../../src/model/source.ts';
import { dumpValue } from '../../src/yaml/yaml-library.ts';
import { type Chance, pickOne } from '../differential/chance.ts';

/** The objects of one file, in one of the ways that YAML and JSON offer. `path` is without its ending. */
export function drawFileText(chance: Chance, path: string, objects: readonly JsonObject[]): SourceFile {
  if (chance.often(10)) return jsonFile(chance, path, objects);
  const isList = chance.often(10);
  const documents = isList ? [listOf(objects)] : objects;
  const options = drawOptions(chance);
  const separator = chance.often(10) ? '---\n# the next one\n' : '---\n';
  const opening = pickOne(chance, [
    '',
    '',
    '---\n',
    '# kept by the platform team\n',
    '# a\n---\n',
    '---\n---\n',
  ]);
  const text = `${opening}${documents.map((document) => dumpValue(document, options)).join(separator)}`;
  const ending = pickOne(chance, ['', '', '---\n', '...\n', '# end']);
  return {
    path: `${path}.${chance.often(85) ? 'yaml' : 'yml'}`,
    text: withBreaks(chance, `${text}${ending}`),
  };
}

function drawOptions(chance: Chance): Parameters<typeof dumpValue>[1] {
  return {
    indent: pickOne(chance, [2, 2, 2, 4]),
    seqNoIndent: chance.often(60),
    // Objects that share a map become an anchor and its aliases.
    noRefs: !chance.often(30),
    flowLevel: pickOne(chance, [-1, -1, -1, 1, 2, 3]),
    flowBracketPadding: chance.often(50),
    lineWidth: pickOne(chance, [-1, 80, 120]),
    quoteStyle: pickOne<'single' | 'double'>(chance, ['single', 'double']),
    forceQuotes: chance.often(15),
  };
}

function jsonFile(chance: Chance, path: string, objects: readonly JsonObject[]): SourceFile {
  const [first] = objects;
  const value = objects.length === 1 && first !== undefined ? first : listOf(objects);
  return { path: `${path}.json`, text: JSON.stringify(value, undefined, chance.often(70) ? 2 : 0) };
}

function listOf(items: readonly JsonObject[]): JsonObject {
  return { apiVersion: 'v1', kind: 'List', metadata: {}, items };
}

function withBreaks(chance: Chance, text: string): string {
  const marked = chance.often(5) ? `\uFEFF${text}` : text;
  return chance.often(10) ? marked.replaceAll('\n', '\r\n') : marked;
}
