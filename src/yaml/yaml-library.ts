import {
  binaryTag,
  boolYaml11Tag,
  CORE_SCHEMA,
  constructFromEvents,
  DEFAULT_SCALAR_STYLE_RULES,
  type DumpOptions,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  dump,
  type Event,
  getScalarValue,
  mapTag,
  mergeTag,
  NOT_RESOLVED,
  nullCoreTag,
  parseEvents,
  type ScalarEvent,
  type ScalarStyleRule,
  seqTag,
  YAMLException,
} from 'js-yaml';
import type { Json } from '../model/json.ts';

/** The only file that knows the YAML library: its events, scalars as Kubernetes reads them, and its errors. */
export type YamlEvent = Event;
export type YamlScalar = ScalarEvent;

/** What the library could not read. `offset` counts UTF-16 units in the text that was given. */
export class YamlError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.name = 'YamlError';
    this.offset = offset;
  }
}

/** Kinds of events, for a `switch`. */
export const eventType = { document: 1, sequence: 2, mapping: 3, scalar: 4, alias: 5, pop: 6 } as const;

/** Styles of a scalar. */
export const scalarStyle = { plain: 1, singleQuoted: 2, doubleQuoted: 3, literal: 4, folded: 5 } as const;

export const FLOW_COLLECTION = 2;
export const KEEP_CHOMPING = 3;
export const STRIP_CHOMPING = 2;

const MAX_DEPTH = 200;
const MAX_ALIASES = 1000;

/** Throws YamlError. */
export function readEvents(text: string): YamlEvent[] {
  return guarded(() => parseEvents(text, { maxDepth: MAX_DEPTH }));
}

/**
 * The value of one document's events. A key that is there twice is an error, or with `lastWins` the last one counts,
 * as in the Kubernetes decoder. Throws YamlError.
 */
export function buildValue(text: string, events: YamlEvent[], lastWins: boolean): unknown {
  const options = { source: text, schema: kubernetesSchema, maxAliases: MAX_ALIASES, json: lastWins };
  return guarded(() => constructFromEvents(events, options)[0]);
}

/** The value of a plain scalar alone. Throws YamlError. */
export function plainValue(text: string, scalar: YamlScalar): Json {
  return buildValue(text, [lonely, scalar, { type: eventType.pop }], false) as Json;
}

const lonely: Event = { type: eventType.document, explicitStart: false, explicitEnd: false, directives: [] };

export function isDuplicateKeyError(error: unknown): boolean {
  return error instanceof YamlError && error.message === 'duplicated mapping key';
}

/** The decoded text of a scalar. */
export function scalarText(text: string, scalar: YamlScalar): string {
  return getScalarValue(text, scalar);
}

/** A key as it ends up in the object: `yes:` is the key `true`. */
export function keyText(text: string, scalar: YamlScalar): string {
  const decoded = getScalarValue(text, scalar);
  if (scalar.style !== scalarStyle.plain && scalar.tagStart < 0) return decoded;
  if (scalar.tagStart < 0 && /^[A-Za-z]{4}[\w./-]*$/.test(decoded) && !/^(?:true|null)$/i.test(decoded)) {
    return /^false$/i.test(decoded) ? 'false' : decoded;
  }
  try {
    return String(plainValue(text, scalar));
  } catch {
    return decoded;
  }
}

export const defaultStyleRules = DEFAULT_SCALAR_STYLE_RULES;
export type ScalarRule = ScalarStyleRule;

/** Text that YAML 1.1 and 1.2 readers understand alike. */
export function dumpValue(value: unknown, options: Omit<DumpOptions, 'schema'> = {}): string {
  return dump(value, { lineWidth: -1, noRefs: true, ...options });
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YAMLException) throw new YamlError(error.reason, error.mark?.position ?? 0);
    throw new YamlError(error instanceof Error ? error.message : String(error), 0);
  }
}

// How sigs.k8s.io/yaml (go-yaml v2) reads plain scalars: resolve.go of go.yaml.in/yaml/v2.

const digits = '0123456789';
const goInteger = /^[-+]?(?:0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/;
const goFloat = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const notANumber = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const integerTag = defineScalarTag<number>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: ['-', '+', ...digits],
  resolve: (source) => {
    const plain = source.replaceAll('_', '');
    return goInteger.test(plain) ? parseGoInteger(plain) : NOT_RESOLVED;
  },
  identify: () => false,
});

const floatTag = defineScalarTag<number>('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: ['-', '+', '.', ...digits],
  resolve: (source) => {
    if (notANumber.test(source)) throw new Error(`${source} is not a number that JSON can carry`);
    const plain = source.startsWith('.') ? source : source.replaceAll('_', '');
    const value = goFloat.test(plain) ? Number(plain) : Number.NaN;
    return Number.isFinite(value) ? value : NOT_RESOLVED;
  },
  identify: () => false,
});

const binaryAsText = defineScalarTag<string>('tag:yaml.org,2002:binary', {
  resolve: (source, isExplicit, tagName) => {
    const bytes = binaryTag.resolve(source, isExplicit, tagName);
    return bytes === NOT_RESOLVED
      ? NOT_RESOLVED
      : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  },
  identify: () => false,
});

/** Kubernetes ignores tags that it does not know. */
const anyScalar = defineScalarTag<string>('', {
  matchByTagPrefix: true,
  resolve: (source) => source,
  identify: () => false,
});
const anySequence = defineSequenceTag<unknown[]>('', {
  matchByTagPrefix: true,
  create: () => [],
  addItem: (items, item) => {
    items.push(item);
  },
  identify: () => false,
});
const anyMapping = defineMappingTag<Record<string, unknown>>('', {
  ...mapTag,
  matchByTagPrefix: true,
  identify: () => false,
});

const kubernetesSchema = CORE_SCHEMA.withTags(
  nullCoreTag,
  boolYaml11Tag,
  integerTag,
  floatTag,
  mergeTag,
  binaryAsText,
  mapTag,
  seqTag,
  anyScalar,
  anySequence,
  anyMapping,
);

function parseGoInteger(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const magnitude = text.replace(/^[-+]/, '');
  const value = /^0[0-7]+$/.test(magnitude) ? Number.parseInt(magnitude, 8) : Number(magnitude.toLowerCase());
  return value === 0 ? 0 : sign * value;
}
