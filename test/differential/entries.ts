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
    name: 'a number beyond what a float can hold',
    reason:
      'Read, `1e400` is infinite. In a field whose type is known that is refused like by the server; where a schema leaves a field open, or in a status, nobody looks.',
    covers: (_, __, theirs) => theirs.words.includes('of type float64'),
  },
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
    covers: (_, ours, theirs) =>
      theirs.accepted && /^(data|binaryData)\.[^:]*: Invalid value: "array"/.test(ours.words),
  },
  {
    name: 'an integer at the edge of 64 bits',
    reason:
      'JavaScript cannot tell 9223372036854775807, which fits, from 9223372036854775808, which does not: both are refused.',
    covers: ({ text }) => /[-:[,]922337203685477580[0-9]\b/.test(text),
  },
  {
    name: 'a large whole number with an exponent or a point',
    reason:
      'Beyond 2^53 the server takes a whole number written with digits only, and metadata takes none that is written with a point or an exponent. Read, `1.0` is 1.',
    covers: ({ text }, ours, theirs) =>
      ours.accepted &&
      !theirs.accepted &&
      /\d(\.\d+|[eE][+-]?\d+)[,}\]]/.test(text) &&
      / of type (int|integer)/.test(theirs.words),
  },
];
