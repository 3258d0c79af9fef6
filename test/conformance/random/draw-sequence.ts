import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { StructuralSchema } from '../../../src/schema/structural.ts';
import { type Chance, pickOne, sample } from '../../differential/chance.ts';
import { validValue } from '../../differential/valid-value.ts';
import { drawJsonPatch } from './draw-json-patch.ts';
import { drawMetadata } from './draw-metadata.ts';
import { edited, patchOf } from './edits.ts';
import type { RandomSubject, Sequence, Step } from './step.ts';

/** Always the same for the same seed. */
export function drawSequence(subjects: readonly RandomSubject[], seed: number): Sequence {
  const [sequence] = sample((chance) => draw(chance, subjects), seed, 1);
  if (sequence === undefined) throw new Error('nothing was drawn');
  return sequence;
}

function draw(chance: Chance, subjects: readonly RandomSubject[]): Sequence {
  const subject = chance.pick(subjects);
  if (subject === undefined) throw new Error('no kind to draw for');
  // What managers state comes from a few objects, so that they meet in fields and values.
  const pool = Array.from({ length: 2 + chance.below(2) }, () => drawBody(chance, subject));
  const length = 2 + chance.below(6);
  return {
    subject,
    steps: Array.from({ length }, (_, index) => drawStep(chance, subject, pool, index === 0)),
  };
}

const managers = ['alpha', 'beta', 'gamma'] as const;
const verbs: readonly [Step['verb'], ...Step['verb'][]] = [
  'apply',
  ...Array<'apply'>(8).fill('apply'),
  ...Array<'merge'>(4).fill('merge'),
  ...Array<'update'>(3).fill('update'),
  ...Array<'json-patch'>(3).fill('json-patch'),
  'strategic',
  'create',
  'disown',
  'delete',
];

function drawStep(
  chance: Chance,
  subject: RandomSubject,
  pool: readonly JsonObject[],
  isFirst: boolean,
): Step {
  const common = isFirst ? pickOne(chance, ['apply', 'create', 'apply'] as const) : pickOne(chance, verbs);
  const verb = common === 'merge' && subject.isBuiltIn && chance.often(50) ? 'strategic' : common;
  const toStatus =
    subject.hasStatus && !isFirst && verb !== 'create' && verb !== 'delete' && chance.often(20);
  return {
    verb,
    manager: pickOne(chance, managers),
    body: drawPayload(chance, subject, pool, verb),
    toStatus,
    query: drawQuery(chance, verb),
    version: drawVersion(chance, verb),
  };
}

function drawPayload(
  chance: Chance,
  subject: RandomSubject,
  pool: readonly JsonObject[],
  verb: Step['verb'],
): Json {
  const base = chance.pick(pool) ?? {};
  switch (verb) {
    case 'delete':
    case 'disown':
      return null;
    case 'json-patch':
      return drawJsonPatch(chance, subject.schema, base, chance.pick(pool) ?? {});
    case 'merge':
    case 'strategic':
      return patchOf(chance, subject.schema, withDrawnMetadata(chance, base));
    default: {
      const { apiVersion, kind } = subject;
      return { apiVersion, kind, ...edited(chance, subject.schema, withDrawnMetadata(chance, base)) };
    }
  }
}

function withDrawnMetadata(chance: Chance, body: JsonObject): JsonObject {
  return { ...body, metadata: drawMetadata(chance) };
}

function drawQuery(chance: Chance, verb: Step['verb']): Readonly<Record<string, string>> {
  if (verb === 'disown') return {};
  const validation = pickOne(chance, ['Strict', 'Warn', 'Ignore']);
  return {
    ...(verb === 'apply' && chance.often(45) ? { force: 'true' } : {}),
    ...(chance.often(8) ? { dryRun: 'All' } : {}),
    ...(chance.often(30) && verb !== 'delete' ? { fieldValidation: validation } : {}),
  };
}

function drawVersion(chance: Chance, verb: Step['verb']): Step['version'] {
  switch (verb) {
    case 'update':
      return chance.often(85) ? 'current' : pickOne(chance, ['none', 'stale']);
    case 'apply':
    case 'delete':
      return chance.often(85) ? 'none' : pickOne(chance, ['current', 'stale']);
    default:
      return 'none';
  }
}

/** Everything but type and metadata. */
function drawBody(chance: Chance, { schema }: RandomSubject): JsonObject {
  const body = validValue(chance, bodySchema(schema), {
    left: 8 + chance.below(30),
    isNarrow: chance.often(20),
  });
  return isObject(body) ? body : {};
}

function bodySchema(schema: StructuralSchema): StructuralSchema {
  const { apiVersion: _, kind: __, metadata: ___, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}
