import { getAt, getString } from '../../model/field-path.ts';
import { isArray, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import { inPlainWords, isLessTakeOver, timeless } from './timeless.ts';

export interface ChangeFacts {
  readonly writer: string | undefined;
  /** It stands next to something that the plan has written already, or its deletion is under way. */
  readonly isSettled: boolean;
}

/** How one object differs between a saved plan and a fresh one; undefined where it does not. */
export function movedChange(
  was: JsonObject | undefined,
  is: JsonObject | undefined,
  facts: ChangeFacts,
): string | undefined {
  if (was === undefined) return `is not in the plan, and would now be ${stateOf(is)}`;
  if (isDone(was, is)) return undefined;
  if (is === undefined) return 'is not planned any more';
  const staysSo = stateOf(was) === stateOf(is) && ['unchanged', 'remove'].includes(stateOf(is));
  if (facts.isSettled && staysSo) return movedIdentity(was, is);
  const parts = [movedIdentity(was, is) ?? movedJudged(was, is, facts.writer), movedVerdict(was, is)];
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join('; ');
}

/** Is the object in the end that the plan meant for it? */
export function isDone(was: JsonObject, is: JsonObject | undefined): boolean {
  const planned = stateOf(was);
  if (planned === 'remove') {
    // Begun is as good as done: it cannot be taken back, and what comes after it waits until it is over.
    return is === undefined || (is.underWay === true && movedIdentity(was, is) === undefined);
  }
  if (is === undefined || (planned !== 'create' && planned !== 'update')) return false;
  if (movedIdentity(was, is) !== undefined) return false;
  if (stateOf(is) === 'unchanged') return true;
  // What was held or blocked in it is left, and nothing else.
  return planned === 'update' && leaves(is) && jsonEquals(leftOf(was), leftOf(is));
}

function leaves(is: JsonObject): boolean {
  const fields = fieldsOf(is);
  return fields.length > 0 && fields.every(isLeft) && ['held', 'blocked'].includes(stateOf(is));
}

function leftOf(change: JsonObject): Json {
  return { fields: fieldsOf(change).filter(isLeft), blocks: timeless(change).blocks ?? [] };
}

function fieldsOf(change: JsonObject): readonly Json[] {
  const { fields } = timeless(change);
  return fields !== undefined && isArray(fields) ? fields : [];
}

function isLeft(field: Json): boolean {
  return getAt(field, ['held']) === true || getAt(field, ['blocked']) === true;
}

function stateOf(change: JsonObject | undefined): string {
  return getString(change, ['state']) ?? 'nothing';
}

function movedIdentity(was: JsonObject, is: JsonObject): string | undefined {
  const [before, now] = [judged(was, 'uid'), judged(is, 'uid')];
  if (before === undefined || now === undefined || before === now) return undefined;
  return `was deleted and created again: uid ${before} -> ${now}`;
}

function movedJudged(was: JsonObject, is: JsonObject, writer: string | undefined): string | undefined {
  const step = (key: string): string | undefined => {
    const [before, now] = [judged(was, key), judged(is, key)];
    return before === now ? undefined : `${key} ${before ?? '(none)'} -> ${now ?? '(none)'}`;
  };
  const by = writer === undefined ? '' : `, last written by ${writer}`;
  const content = step('digest') === undefined ? undefined : 'its content changed';
  const object = [step('generation') ?? content, step('resourceVersion')].filter(
    (part) => part !== undefined,
  );
  const parts = [
    ...(object.length === 0 ? [] : [`${object.join(', ')}${by}`]),
    ...['phase', 'progression'].map(step).filter((part) => part !== undefined),
    // Looked for only where something is to change or is held.
    ...(stateOf(was) === stateOf(is) ? [step('location')].filter((part) => part !== undefined) : []),
  ];
  // An object that came or went is told by its state.
  if (getAt(was, ['judged']) === undefined || getAt(is, ['judged']) === undefined) return undefined;
  return parts.length === 0 ? undefined : parts.join(', ');
}

function judged(change: JsonObject, key: string): string | undefined {
  const value = getAt(change, ['judged', key]);
  return value === undefined ? undefined : String(value);
}

/** What the two plans would do, and why. */
function movedVerdict(was: JsonObject, is: JsonObject): string | undefined {
  const [before, now] = [stateOf(was), stateOf(is)];
  if (before !== now) return `${before} -> ${now}${reasonOf(is)}`;
  const [old, fresh] = [timeless(was), timeless(is)];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
  const differing = keys.filter((key) => !jsonEquals(old[key], fresh[key]));
  if (differing.length === 0 || isLessTakeOver(old, fresh, differing)) return undefined;
  return differing.map((key) => inPlainWords(key, old[key], fresh[key])).join('; ');
}

function reasonOf(change: JsonObject): string {
  const block = getAt(change, ['blocks', 0]);
  const why = block === undefined ? getString(change, ['reason']) : getString(block, ['message']);
  const gate = getString(block, ['gate']);
  if (why === undefined) return '';
  return gate === undefined ? `, ${why}` : `, ${gate}: ${why}`;
}
