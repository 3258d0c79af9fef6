import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { objectDifferences } from './support/recordings/differences.ts';
import { differencesPage } from './support/recordings/differences-page.ts';
import { replayObjects } from './support/recordings/replay-objects.ts';
import { distilObjects, parseObjects, renderObjects } from './support/recordings/whole-objects.ts';

const file = join(import.meta.dirname, 'recordings', 'story.objects');
const recorded = parseObjects(readFileSync(file, 'utf8'));
const page = join(import.meta.dirname, '../docs/sandbox.md');

/** `hub DRPolicy policy .spec.x: "a" is not "b"`, for every object and path that differs. */
function unlike(): readonly { readonly object: string; readonly path: string; readonly text: string }[] {
  const played = replayObjects(recorded.map(({ act }) => act));
  return recorded.flatMap(({ act, objects }, index) => {
    const own = played[index] ?? new Map();
    return [...new Set([...objects.keys(), ...own.keys()])].flatMap((object) => {
      const [theirs, ours] = [objects.get(object) ?? new Map(), own.get(object) ?? new Map()];
      return [...new Set([...theirs.keys(), ...ours.keys()])]
        .filter((path) => theirs.get(path) !== ours.get(path))
        .map((path) => ({
          object,
          path,
          text: `after "${act}" ${object} ${path}: ${ours.get(path) ?? '-'} is not ${theirs.get(path) ?? '-'}`,
        }));
    });
  });
}

it('writes what the real operators wrote, whole objects, but for the published differences', () => {
  const used = new Set<RegExp>();
  const unexplained = unlike().filter(({ object, path }) => {
    const reason = objectDifferences.find((each) => each.objects.test(object) && each.path.test(path));
    if (reason !== undefined) used.add(reason.path);
    return reason === undefined;
  });
  expect(unexplained.map(({ text }) => text)).toEqual([]);
  expect(used.size).toBe(objectDifferences.length);
});

it('publishes them (else: UPDATE=1)', () => {
  const text = readFileSync(page, 'utf8');
  const current = text.replace(/(<!-- life -->\n)[\s\S]*(<!-- \/life -->)/, `$1${differencesPage()}$2`);
  if (process.env.UPDATE === '1') writeFileSync(page, current);
  expect(text).toContain('<!-- life -->');
  expect(readFileSync(page, 'utf8')).toBe(current);
});

/** What the recorder wrote, where it is at hand. */
const log = join(import.meta.dirname, '../../shared/reference/ramen-observed/story.jsonl');

it.runIf(existsSync(log))('nobody has bent the objects to the model', () => {
  const text = renderObjects(distilObjects(readFileSync(log, 'utf8')));
  if (process.env.UPDATE === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
