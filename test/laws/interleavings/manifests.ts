import { dump, loadAll } from 'js-yaml';
import { annotation } from '../../../src/model/annotations.ts';
import { getAt, setAt } from '../../../src/model/field-path.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { type Doc, groupOf, type Subject, type SubjectName, subjects } from './subjects.ts';

export type Docs = ReadonlyMap<SubjectName, Doc>;

const texts = new WeakMap<Docs, Map<string, string>>();

/** What a file of the repository says; empty where it has no object. */
export function textOf(file: string, docs: Docs): string {
  const known = texts.get(docs) ?? new Map<string, string>();
  texts.set(docs, known);
  const text = known.get(file) ?? render(file, docs);
  known.set(file, text);
  return text;
}

function render(file: string, docs: Docs): string {
  return [...docs]
    .filter(([name]) => subjects[name].file === file)
    .map(([name, doc]) => dump(manifestOf(subjects[name], doc)))
    .join('---\n');
}

export function filesOf(docs: Docs): readonly string[] {
  return [...new Set([...docs.keys()].map((name) => subjects[name].file))].sort();
}

export function manifestOf(subject: Subject, { group, others, hold }: Doc): JsonObject {
  const { kind, namespace, name } = subject;
  let manifest: JsonObject = {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: { ...subject.fixed, ...group },
  };
  for (const [key, value] of Object.entries(others)) {
    manifest = setAt(manifest, subject.others[key]?.path ?? [], value);
  }
  return hold === undefined
    ? manifest
    : setAt(manifest, ['metadata', 'annotations', annotation.hold], 'wait');
}

/** The objects of a file's text, read back: what an edit of the text came to. */
export function readDocs(text: string): Docs {
  const docs = new Map<SubjectName, Doc>();
  for (const object of loadAll(text) as JsonObject[]) {
    const subject = subjects[getAt(object, ['metadata', 'name']) as SubjectName];
    const others = Object.entries(subject.others).flatMap(([key, { path }]) => {
      const value = getAt(object, path);
      return value === undefined ? [] : [[key, value] as const];
    });
    const isHeld = getAt(object, ['metadata', 'annotations', annotation.hold]) !== undefined;
    docs.set(subject.name, {
      group: groupOf(subject, object),
      others: Object.fromEntries(others),
      ...(isHeld ? { hold: true as const } : {}),
    });
  }
  return docs;
}
