import { childSchema, keepsUnknownFields, type StructuralSchema } from '../../src/schema/structural.ts';
import type { Mutant } from './mutant.ts';
import type { Verdict } from './server-judge.ts';

/** A named difference between the judges that is known, and stays. */
export interface Entry {
  readonly name: string;
  readonly reason: string;
  readonly covers: (mutant: Mutant, ours: Verdict, theirs: Verdict) => boolean;
}

export const entries: readonly Entry[] = [
  {
    name: 'no apiVersion in a built-in kind',
    reason:
      'The address of the request says it, and the server does not mind. Whoever reads a file cannot do without: it is refused.',
    covers: (mutant, ours) => ours.words.startsWith('apiVersion: Required') && mutant.subject.isBuiltIn,
  },
  {
    name: 'bytes as a list of numbers',
    reason:
      'Go reads `[97]` where it wants bytes, for a Secret and for `binaryData`. Nobody writes that on purpose: it is refused.',
    covers: ({ subject, text }, ours, theirs) =>
      subject.isBuiltIn && theirs.accepted && /\b(data|binaryData)\./.test(ours.words) && /:\[/.test(text),
  },
  {
    name: 'a list where a text of a format belongs',
    reason:
      'The server takes any list for a date, a duration or bytes: its check of types lets lists through where the schema names a format. What reads the object fails: it is refused.',
    covers: (_, ours, theirs) =>
      theirs.accepted && / in body must be of type string: "array"$/.test(ours.words),
  },
  {
    name: 'an integer at the edge of 64 bits',
    reason:
      'JavaScript cannot tell 9223372036854775807, which fits and is written where no limit is meant, from 9223372036854775808, which does not fit: both are accepted.',
    covers: ({ text }) => /[-:[,]922337203685477580[0-9]\b/.test(text),
  },
  {
    name: 'a whole number with an exponent or a point',
    reason:
      'Read, `1.0` and `1e0` are 1. The server tells them from 1 in metadata, in built-in kinds, beyond 2^53 and in rules in CEL, and refuses them there.',
    covers: ({ text }, ours, theirs) =>
      ours.accepted &&
      !theirs.accepted &&
      /\d(\.\d+|[eE][+-]?\d+)[,}\]]/.test(text) &&
      / of type (int|integer)|expected int, got float64|expected XIntOrString value/.test(theirs.words),
  },
  {
    name: 'a multiple among integers beyond 2^53',
    reason:
      'JavaScript reads those rounded, so that nobody can tell whether 4611686018427387904 or 4611686018427387905 was written, of which one is a multiple of 5: both are accepted.',
    covers: ({ text }, ours, theirs) =>
      ours.accepted && / should be a multiple of /.test(theirs.words) && /[-:[,]\d{16,19}\b/.test(text),
  },
  {
    name: 'an unknown field below fields that are kept',
    reason:
      'Server-side apply looks no further where a schema keeps unknown fields, and drops without a word what a schema below does not know; a create refuses it. It is refused.',
    covers: ({ subject }, ours, theirs) =>
      theirs.accepted &&
      / unknown field "/.test(ours.words) &&
      ours.paths.every((path) => isBelowKept(subject.schema, path)),
  },
];

function isBelowKept(root: StructuralSchema, path: string): boolean {
  let schema: StructuralSchema | undefined = root;
  for (const step of path.split('.')) {
    if (schema === undefined) return false;
    if (keepsUnknownFields(schema)) return true;
    schema = childSchema(schema, step);
  }
  return false;
}
