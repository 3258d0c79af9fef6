import { getAt, getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { badRequest } from './api-error.ts';

export type Selector = (object: JsonObject) => boolean;

/** `app=shop,tier!=db,env in (a,b),!legacy`. Throws a 400 where it cannot be read. */
export function labelSelector(text: string): Selector {
  const tests = splitRequirements(text).map(labelTest);
  return (object) => {
    const labels = getAt(object, ['metadata', 'labels']);
    return tests.every((test) => test(labelsOf(labels)));
  };
}

/** `metadata.name=x,metadata.namespace!=y`, and whatever else a kind lets one select by. */
export function fieldSelector(text: string): Selector {
  const tests = text
    .split(',')
    .filter((part) => part !== '')
    .map(fieldTest);
  return (object) => tests.every((test) => test(object));
}

type LabelTest = (labels: ReadonlyMap<string, string>) => boolean;

function labelTest(text: string): LabelTest {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => {
      const value = labels.get(key);
      return operator === 'in'
        ? value !== undefined && values.includes(value)
        : value === undefined || !values.includes(value);
    };
  }
  const pair = /^([^\s!=]+)\s*(!=|==|=)\s*([^\s=]*)$/.exec(text);
  if (pair !== null) {
    const [, key = '', operator, value] = pair;
    return (labels) => (labels.get(key) === value) === (operator !== '!=');
  }
  const absent = /^!\s*([^\s!=]+)$/.exec(text);
  if (absent !== null) return (labels) => !labels.has(absent[1] ?? '');
  if (/^[^\s!=]+$/.test(text)) return (labels) => labels.has(text);
  throw badRequest(`unable to parse requirement: ${text}`);
}

function fieldTest(text: string): Selector {
  const [, field = '', operator, value = ''] = /^([^=!]+)(!=|==|=)(.*)$/.exec(text) ?? [];
  if (operator === undefined) throw badRequest(`invalid field selector: ${text}`);
  if (!selectable.has(field)) throw badRequest(`field label not supported: ${field}`);
  const path = field.split('.');
  return (object) => ((getString(object, path) ?? '') === value) === (operator !== '!=');
}

const selectable = new Set([
  'metadata.name',
  'metadata.namespace',
  'involvedObject.kind',
  'involvedObject.namespace',
  'involvedObject.name',
  'involvedObject.uid',
  'involvedObject.apiVersion',
  'reason',
  'type',
]);

/** Commas within parentheses belong to a set of values. */
function splitRequirements(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function labelsOf(value: unknown): ReadonlyMap<string, string> {
  return typeof value === 'object' && value !== null
    ? new Map(Object.entries(value).map(([key, label]) => [key, String(label)]))
    : new Map();
}
