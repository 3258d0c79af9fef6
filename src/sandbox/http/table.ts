import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { PrinterColumn } from '../../schema/crd.ts';
import { dataColumn } from '../resources/built-in.ts';
import type { Resource } from '../resources/resource.ts';
import { nameOf } from '../store/write.ts';

/** What `kubectl get` prints, as the server lays it out. `now` in milliseconds since the epoch. */
export function tableOf(
  resource: Resource,
  objects: readonly JsonObject[],
  now: number,
  options: { readonly include?: string; readonly metadata?: JsonObject; readonly withColumns?: boolean } = {},
): JsonObject {
  const columns = resource.columns;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata ?? {},
    columnDefinitions: options.withColumns === false ? [] : [nameColumn, ...columns.map(definition)],
    rows: objects.map((object) => ({
      cells: [nameOf(object), ...columns.map((column) => cell(column, object, now))],
      object: included(object, options.include),
    })),
  };
}

const nameColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object',
  priority: 0,
};

function definition(column: PrinterColumn): JsonObject {
  const { name, type, priority } = column;
  return { name, type, format: '', description: '', priority };
}

function included(object: JsonObject, include: string | undefined): Json {
  if (include === 'Object') return object;
  if (include === 'None') return null;
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata ?? {} };
}

function cell(column: PrinterColumn, object: JsonObject, now: number): Json {
  if (column === dataColumn) return String(entriesIn(object.data) + entriesIn(object.binaryData));
  const [value] = valuesAt(object, column.jsonPath);
  if (value === undefined || value === null) return column.type === 'date' ? '<unknown>' : null;
  if (column.type === 'date') return typeof value === 'string' ? age(now - Date.parse(value)) : '<invalid>';
  if (column.type === 'integer' || column.type === 'number' || column.type === 'boolean') return value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function entriesIn(map: Json | undefined): number {
  return isObject(map) ? Object.keys(map).length : 0;
}

/** The JSON paths that printer columns use: `.a.b[0]`, `.a[?(@.type=="X")].status`, `.a['b.c']`. */
function valuesAt(object: JsonObject, path: string): readonly Json[] {
  const steps =
    path.match(/\.[A-Za-z0-9_\-/]+(?:\\\.[A-Za-z0-9_\-/]+)*|\['[^']*'\]|\[\?\([^)]*\)\]|\[\d+\]|\[\*\]/g) ??
    [];
  let values: readonly Json[] = [object];
  for (const step of steps) values = values.flatMap((value) => stepInto(value, step));
  return values;
}

function stepInto(value: Json, step: string): readonly Json[] {
  const filter = /^\[\?\(@\.([\w.]+)\s*==\s*["']([^"']*)["']\)\]$/.exec(step);
  if (filter !== null) {
    const [, key = '', wanted = ''] = filter;
    return isArray(value) ? value.filter((item) => isObject(item) && String(item[key]) === wanted) : [];
  }
  if (step === '[*]') return isArray(value) ? value : [];
  const index = /^\[(\d+)\]$/.exec(step);
  const found =
    index !== null
      ? isArray(value) && value[Number(index[1])]
      : isObject(value) &&
        value[step.startsWith('[') ? step.slice(2, -2) : step.slice(1).replaceAll('\\.', '.')];
  return found === false || found === undefined ? [] : [found];
}

/** Kubernetes: apimachinery, util/duration, HumanDuration. */
function age(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return pair(days, 'd', hours % 24, 'h');
  return days < 730 ? `${days}d` : `${Math.floor(days / 365)}y`;
}

function pair(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${restUnit}`;
}
