import { compareText } from '../../model/finding.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../../model/json.ts';

/**
 * A set of field paths as a tree. Steps are spelled as in `fieldsV1`: `f:name`, `k:{"name":"a"}`, `v:1`.
 * A member is in the set itself; a child leads to members below. Kubernetes: structured-merge-diff, fieldpath/set.go.
 */
export interface FieldSet {
  readonly members: ReadonlySet<string>;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const emptySet: FieldSet = { members: new Set(), children: new Map() };

export const fieldStep = (name: string): string => `f:${name}`;
export const valueStep = (value: Json): string => `v:${JSON.stringify(value)}`;
export const keyStep = (key: JsonObject): string => `k:${canonicalJson(key)}`;

export function isEmptySet(set: FieldSet): boolean {
  return set.members.size === 0 && set.children.size === 0;
}

/** Collects paths, then becomes a set. */
export interface SetBuilder {
  insert(path: readonly string[]): void;
  build(): FieldSet;
}

export function setBuilder(): SetBuilder {
  interface Node {
    members: Set<string>;
    children: Map<string, Node>;
  }
  const root: Node = { members: new Set(), children: new Map() };
  return {
    insert(path) {
      const last = path.at(-1);
      if (last === undefined) return;
      let node = root;
      for (const step of path.slice(0, -1)) {
        let child = node.children.get(step);
        if (child === undefined) {
          child = { members: new Set(), children: new Map() };
          node.children.set(step, child);
        }
        node = child;
      }
      node.members.add(last);
    },
    build: () => root,
  };
}

export function setOfPaths(paths: readonly (readonly string[])[]): FieldSet {
  const builder = setBuilder();
  for (const path of paths) builder.insert(path);
  return builder.build();
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map(a.children);
  for (const [step, child] of b.children) {
    const mine = children.get(step);
    children.set(step, mine === undefined ? child : union(mine, child));
  }
  return { members: new Set([...a.members, ...b.members]), children };
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return {
    members: new Set([...a.members].filter((step) => b.members.has(step))),
    children: mapChildren(a, (step, child) => {
      const other = b.children.get(step);
      return other === undefined ? emptySet : intersection(child, other);
    }),
  };
}

/** Members of `a` that are not members of `b`; a parent does not take its children along. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return {
    members: new Set([...a.members].filter((step) => !b.members.has(step))),
    children: mapChildren(a, (step, child) => {
      const other = b.children.get(step);
      return other === undefined ? child : difference(child, other);
    }),
  };
}

/** As `difference`, but a member of `b` takes everything below it along. */
export function differenceBelow(a: FieldSet, b: FieldSet): FieldSet {
  return {
    members: new Set([...a.members].filter((step) => !b.members.has(step))),
    children: mapChildren(a, (step, child) => {
      if (b.members.has(step)) return emptySet;
      const other = b.children.get(step);
      return other === undefined ? child : differenceBelow(child, other);
    }),
  };
}

/** Every path, members before what lies below them, in the server's order. */
export function pathsOf(set: FieldSet, prefix: readonly string[] = []): readonly (readonly string[])[] {
  const own = [...set.members].sort(compareSteps).map((step) => [...prefix, step]);
  const below = [...set.children.keys()]
    .sort(compareSteps)
    .flatMap((step) => pathsOf(set.children.get(step) ?? emptySet, [...prefix, step]));
  return [...own, ...below];
}

/** As conflicts name a field: `.spec.groups[name="a"].type`. */
export function formatSteps(path: readonly string[]): string {
  return path.map(formatStep).join('');
}

/** `fieldsV1` of a set. */
export function encodeSet(set: FieldSet): JsonObject {
  const out: Record<string, Json> = {};
  for (const step of [...new Set([...set.members, ...set.children.keys()])].sort(compareSteps)) {
    const child = set.children.get(step);
    const below = child === undefined ? {} : encodeSet(child);
    out[step] = child !== undefined && set.members.has(step) ? { '.': {}, ...below } : below;
  }
  return out;
}

/** A set from `fieldsV1`; keys that are no path elements are dropped, as the server drops them. */
export function decodeSet(fields: JsonObject): FieldSet {
  const members = new Set<string>();
  const children = new Map<string, FieldSet>();
  for (const [key, value] of Object.entries(fields)) {
    const step = canonicalStep(key);
    if (step === undefined || !isObject(value)) continue;
    const child = decodeSet(value);
    if (isEmptySet(child) || Object.hasOwn(value, '.')) members.add(step);
    if (!isEmptySet(child)) children.set(step, child);
  }
  return { members, children };
}

function mapChildren(
  set: FieldSet,
  change: (step: string, child: FieldSet) => FieldSet,
): Map<string, FieldSet> {
  const out = new Map<string, FieldSet>();
  for (const [step, child] of set.children) {
    const changed = change(step, child);
    if (!isEmptySet(changed)) out.set(step, changed);
  }
  return out;
}

/** Names before keys before values. */
function compareSteps(a: string, b: string): number {
  const order = 'fkvi';
  return order.indexOf(a.charAt(0)) - order.indexOf(b.charAt(0)) || compareText(a, b);
}

function formatStep(step: string): string {
  if (step.startsWith('f:')) return `.${step.slice(2)}`;
  if (step.startsWith('v:')) return `[=${step.slice(2)}]`;
  const key: unknown = JSON.parse(step.slice(2));
  if (!isObject(key)) return `[${step.slice(2)}]`;
  return `[${Object.entries(key)
    .map(([name, value]) => `${name}=${isObject(value) ? '' : JSON.stringify(value)}`)
    .join(',')}]`;
}

function canonicalStep(key: string): string | undefined {
  if (key.startsWith('f:')) return key;
  try {
    if (key.startsWith('v:')) return `v:${JSON.stringify(JSON.parse(key.slice(2)))}`;
    const parsed: unknown = key.startsWith('k:') ? JSON.parse(key.slice(2)) : undefined;
    if (isObject(parsed)) return keyStep(parsed);
  } catch {
    return undefined;
  }
  return /^i:\d+$/.test(key) ? key : undefined;
}
