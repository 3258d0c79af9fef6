import { type FieldPath, formatPath, getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json, jsonEquals } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Location } from '../model/source.ts';
import type { ChangedObject } from '../topology/topology-change.ts';
import { withoutUser } from './wording.ts';

const LONGEST = 60;

/** A value as messages show it; `nothing` where there is none. Never for the values of a Secret. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = flow(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

/** As YAML writes it on one line. */
function flow(value: Json): string {
  if (isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${key}: ${flow(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[\w./:-]+$/.test(value) ? value : JSON.stringify(withoutUser(value));
}

/** `spec.action from Failover to nothing`. */
export function fromTo({ before, after }: ChangedObject, path: FieldPath): string {
  const [then, now] = [before, after].map(({ object }) => shown(getAt(object, path)));
  return `${formatPath(path)} from ${then} to ${now}`;
}

/** The smallest node at or below the path that differs; where several do, what holds them all. */
export function changedNode({ before, after }: ChangedObject, path: FieldPath): FieldPath {
  const [then, now] = [getAt(before.object, path), getAt(after.object, path)];
  const steps = differingSteps(then, now);
  const [only] = steps;
  return only === undefined || steps.length > 1 ? path : changedNode({ before, after }, [...path, only]);
}

/** A list whose length changed differs as a whole: its items are not the same ones any more. */
function differingSteps(then: Json | undefined, now: Json | undefined): readonly (string | number)[] {
  if (isObject(then) && isObject(now)) {
    return [...new Set([...Object.keys(then), ...Object.keys(now)])].filter(
      (key) => !jsonEquals(then[key], now[key]),
    );
  }
  if (isArray(then) && isArray(now) && then.length === now.length) {
    return then.flatMap((item, index) => (jsonEquals(item, now[index]) ? [] : [index]));
  }
  return [];
}

/**
 * Stands for an object that is not in the repository any more: reports point at the first object that is left in its file,
 * where a comment can silence them, or at the top of a file that is gone.
 */
export function gone(manifest: Manifest, neighbour: Manifest | undefined): Manifest {
  const top = { file: manifest.file, document: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const locate = (): Location => neighbour?.locate(['apiVersion'], 'key') ?? top;
  return { ...manifest, locate, locateWithin: locate };
}
