import { getAt, getString } from '../../model/field-path.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  jsonEquals,
} from '../../model/json.ts';

/**
 * What a change says, without what time alone changes: ages and times in its words, times of writes, numbers of masks,
 * and how a cluster failed to answer. A dry run that confirms a prediction changes nothing either.
 */
export function timeless(change: JsonObject): JsonObject {
  const { judged: _judged, predicted: _predicted, reason, fields, consequences, blocks, ...rest } = change;
  const words = change.state === 'unreachable' ? undefined : reason;
  return {
    ...rest,
    ...(words === undefined ? {} : { reason: withoutAges(words) }),
    fields: list(fields).map(withoutTime),
    consequences: list(consequences).map(withoutAges).filter(isLasting),
    blocks: withoutAges(blocks ?? []),
  };
}

/** A take-over that is half done: the other manager's claim is gone, the value is still to be written. */
export function isLessTakeOver(was: JsonObject, is: JsonObject, differing: readonly string[]): boolean {
  if (differing.length !== 1 || differing[0] !== 'fields') return false;
  const [before, now] = [list(was.fields), list(is.fields)];
  return (
    before.length === now.length &&
    before.every((field, index) => jsonEquals(field, now[index]) || isReleased(field, now[index]))
  );
}

/** In words, what one part of a change says now. */
export function inPlainWords(key: string, was: Json | undefined, is: Json | undefined): string {
  if (key === 'risk') return `risk ${String(was ?? '(none)')} -> ${String(is ?? '(none)')}`;
  const name = names[key];
  if (name === undefined) return `its ${key} differs`;
  const before = new Set(list(was).map(canonicalJson));
  const now = new Set(list(is).map(canonicalJson));
  const came = list(is).filter((item) => !before.has(canonicalJson(item)));
  const went = list(was).filter((item) => !now.has(canonicalJson(item)));
  const said = (came.length > 0 ? came : went).map((item) => getString(item, [name]) ?? canonicalJson(item));
  const what = said.length === 0 ? 'in another order' : said.join(', ');
  return `${key} differ: ${came.length > 0 || said.length === 0 ? what : `no longer ${what}`}`;
}

/** Which key of an item names it. */
const names: Readonly<Record<string, string>> = { fields: 'path', consequences: 'text', blocks: 'message' };

function withoutTime(field: Json): Json {
  if (!isObject(field)) return field;
  const { time: _, coOwners, ...rest } = field;
  return unnumbered({
    ...rest,
    ...(coOwners === undefined ? {} : { coOwners: list(coOwners).map(withoutTime) }),
  });
}

function isReleased(was: Json, is: Json | undefined): boolean {
  return (
    getAt(was, ['takesOver']) === true &&
    getAt(is, ['takesOver']) === undefined &&
    ['path', 'live', 'git'].every((key) => jsonEquals(getAt(was, [key]), getAt(is, [key])))
  );
}

/** Secret values are numbered in the order in which they are met, which may be another one. */
function unnumbered(value: Json): Json {
  return mapTexts(value, (text) => text.replace(/\(sensitive #\d+\)/g, '(sensitive)'));
}

/**
 * What comes and goes with time alone: an application that is settling down, a last sync that has become late. A failover
 * plan must not go stale because the cluster it leads away from has been dead for longer.
 */
function isLasting(consequence: Json): boolean {
  const isEarly = getString(consequence, ['code']) === 'early-green';
  return !isEarly && getString(consequence, ['text'])?.includes('… ago') !== true;
}

function withoutAges(value: Json): Json {
  return mapTexts(value, (text) =>
    text
      .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '…')
      .replace(/\b\d{2}:\d{2}:\d{2}Z/g, '…')
      .replace(/\b(now|took) (?:\d+(?:\.\d+)?(?:ms|[dhms]))+/g, '$1 …')
      .replace(/\b(?:\d+(?:\.\d+)?(?:ms|[dhms]))+ ago\b/g, '… ago'),
  );
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}

function list(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}
