import { isArray, isObject, type Json } from '../../model/json.ts';
import { type Atom, atomOfKey, deduceAtom, type ListType, type MapType } from './atom.ts';
import { listStep } from './list-step.ts';

/**
 * `applied` laid over `live`: maps by key, list-maps and sets by item, everything else whole.
 * Undefined where nothing is left. Kubernetes: structured-merge-diff, typed/merge.go.
 */
export function mergeValues(type: Atom, live: Json | undefined, applied: Json | undefined): Json | undefined {
  const chosen = chooseType(type, live, applied);
  if (chosen.map !== undefined) return mergeMaps(chosen.map, live, applied);
  if (chosen.list !== undefined && chosen.scalar === undefined) return mergeLists(chosen.list, live, applied);
  return applied ?? (applied === null ? null : live);
}

function chooseType(type: Atom, live: Json | undefined, applied: Json | undefined): Atom {
  return applied === undefined ? deduceAtom(type, live) : deduceAtom(type, applied);
}

function mergeMaps(type: MapType, live: Json | undefined, applied: Json | undefined): Json | undefined {
  const before = isObject(live) ? live : {};
  const after = isObject(applied) ? applied : {};
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  if (type.atomic || keys.size === 0) return applied === undefined ? live : applied;
  const out: Record<string, Json> = {};
  for (const key of keys) {
    const value = mergeValues(atomOfKey(type, key) ?? {}, before[key], after[key]);
    if (value !== undefined) out[key] = value;
  }
  return Object.keys(out).length > 0 ? out : undefined;
}

interface Item {
  readonly step: string;
  readonly value: Json;
}

function mergeLists(type: ListType, live: Json | undefined, applied: Json | undefined): Json | undefined {
  const before = itemsOf(type, isArray(live) ? live : []);
  const after = itemsOf(type, isArray(applied) ? applied : []);
  if (type.keys === undefined || (before.length === 0 && after.length === 0)) {
    return applied === undefined ? live : applied;
  }
  const out: Json[] = [];
  for (const { left, right } of interleave(before, after)) {
    const value = mergeValues(type.element, left, right);
    if (value !== undefined) out.push(value);
  }
  return out.length > 0 ? out : undefined;
}

function itemsOf(type: ListType, list: readonly Json[]): readonly Item[] {
  if (type.keys === undefined) return list.map((value, index) => ({ step: `i:${index}`, value }));
  return list.flatMap((value) => {
    const found = listStep(type, value);
    return 'error' in found ? [] : [{ step: found.step, value }];
  });
}

interface Pair {
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

/** Applied items keep their order; live ones that were not applied stay where they stood between them. */
function interleave(before: readonly Item[], after: readonly Item[]): readonly Pair[] {
  const applied = new Map(after.map((item) => [item.step, item.value]));
  const live = uniqueItems(before);
  const shared = after.map((item) => item.step).filter((step) => before.some((item) => item.step === step));
  const taken = new Set<string>();
  const out: Pair[] = [];
  let [l, r, s] = [0, 0, 0];
  while (l < before.length || r < after.length) {
    const left = before[l];
    const right = after[r];
    if (left !== undefined && right !== undefined) {
      if (left.step === right.step) {
        taken.add(left.step);
        out.push({ left: live.get(left.step), right: right.value });
        [l, r, s] = [l + 1, r + 1, s + 1];
        continue;
      }
      const next = shared[s];
      if (applied.has(left.step) && next !== undefined && next !== left.step) {
        l += 1;
        continue;
      }
    }
    if (left !== undefined) {
      if (!applied.has(left.step)) {
        out.push({ left: left.value, right: undefined });
        l += 1;
        continue;
      }
      if (taken.has(left.step)) l += 1;
    }
    if (right !== undefined) {
      taken.add(right.step);
      out.push({ left: live.get(right.step), right: right.value });
      r += 1;
      if (shared[s] === right.step) s += 1;
    }
  }
  return out;
}

/** Items that stand twice are not merged with the new value: they count as null. */
function uniqueItems(items: readonly Item[]): ReadonlyMap<string, Json> {
  const out = new Map<string, Json>();
  for (const { step, value } of items) out.set(step, out.has(step) ? null : value);
  return out;
}
