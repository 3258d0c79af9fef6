import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { patternProblem, replacementProblem } from './go-patterns.ts';
import { overlaps, parseAddress, parseCidr } from './ip-ranges.ts';

export interface MappingProblem {
  readonly path: FieldPath;
  readonly part?: 'key';
  /** What is wrong, to be read after the name of the ConfigMap. */
  readonly what: string;
  readonly help: string;
}

/**
 * Everything for which Ramen refuses a mapping between these two clusters, in the order of the policy.
 * Ramen: internal/controller/drpc_networkmapping.go.
 */
export function* mappingProblems(
  value: JsonObject,
  clusters: readonly [string, string],
): Iterable<MappingProblem> {
  if (value.version !== 'v1') {
    yield { path: ['version'], what: 'has no version v1', help: 'write version: v1' };
  }
  const mappings = value.networkMappings;
  if (!isArray(mappings) || mappings.length === 0) {
    yield { path: ['networkMappings'], what: 'has no networkMappings', help: 'list at least one network' };
    return;
  }
  const seen = new Set<string>();
  for (const [index, mapping] of mappings.entries()) {
    const path = ['networkMappings', index];
    if (!isObject(mapping)) continue;
    yield* refProblems(mapping.networkRef, path, seen);
    const sorts = ['cidr', 'explicitMappings', 'regexMappings'];
    if (sorts.every((sort) => isEmpty(mapping[sort]))) {
      yield { path, what: 'has a network without any mapping', help: `add one of ${sorts.join(', ')}` };
    }
    if (!isEmpty(mapping.cidr)) yield* cidrProblems(mapping.cidr, [...path, 'cidr'], clusters);
    yield* explicitProblems(mapping.explicitMappings, [...path, 'explicitMappings'], clusters);
    if (!isEmpty(mapping.regexMappings)) {
      yield* regexProblems(mapping.regexMappings, [...path, 'regexMappings'], clusters);
    }
  }
}

function isEmpty(value: Json | undefined): boolean {
  if (isArray(value)) return value.length === 0;
  return isObject(value) ? Object.keys(value).length === 0 : value === undefined || value === null;
}

function* refProblems(ref: Json | undefined, path: FieldPath, seen: Set<string>): Iterable<MappingProblem> {
  const names = ['nadNamespace', 'nadName'].map((field) => (isObject(ref) ? ref[field] : undefined));
  for (const [index, field] of ['nadNamespace', 'nadName'].entries()) {
    if (typeof names[index] === 'string' && names[index] !== '') continue;
    yield {
      path: [...path, 'networkRef', field],
      what: `has a network without ${field}`,
      help: `add ${field} of the NetworkAttachmentDefinition`,
    };
  }
  const id = JSON.stringify(names);
  if (seen.has(id)) {
    yield {
      path: [...path, 'networkRef'],
      what: `lists network ${names.join('/')} twice`,
      help: 'merge the two',
    };
  }
  seen.add(id);
}

function* keyProblems(
  map: Json | undefined,
  path: FieldPath,
  keys: readonly string[],
): Iterable<MappingProblem> {
  const object = isObject(map) ? map : {};
  for (const key of Object.keys(object)) {
    if (keys.includes(key)) continue;
    yield {
      path: [...path, key],
      part: 'key',
      what: `has key ${JSON.stringify(key)}, which is none of ${keys.join(' and ')}`,
      help: `the keys are ${keys.join(' and ')}`,
    };
  }
  for (const key of keys) {
    if (!isEmpty(object[key])) continue;
    yield { path: [...path, key], what: `has nothing for ${key}`, help: `add ${key}` };
  }
}

function* cidrProblems(
  map: Json | undefined,
  path: FieldPath,
  clusters: readonly [string, string],
): Iterable<MappingProblem> {
  yield* keyProblems(map, path, clusters);
  const texts = clusters.map((name) => (isObject(map) ? map[name] : undefined));
  const ranges = texts.map((text) => (typeof text === 'string' ? parseCidr(text) : undefined));
  for (const [index, name] of clusters.entries()) {
    const [text, range] = [texts[index], ranges[index]];
    if (typeof text !== 'string' || range?.version === 4) continue;
    const what = `has ${JSON.stringify(text)} for ${name}, which is no network of IPv4`;
    yield { path: [...path, name], what, help: 'write a network of IPv4 with its prefix length' };
  }
  const [first, second] = ranges;
  if (first === undefined || second === undefined) return;
  const last = [...path, clusters[1]];
  if (first.bits !== second.bits) {
    yield {
      path: last,
      what: `maps a network of /${first.bits} to one of /${second.bits}`,
      help: 'write networks of one size',
    };
  } else if (overlaps(first, second)) {
    yield { path: last, what: 'maps a network to itself', help: 'write the network of this cluster' };
  }
}

function* explicitProblems(
  list: Json | undefined,
  path: FieldPath,
  clusters: readonly [string, string],
): Iterable<MappingProblem> {
  const seen = clusters.map(() => new Set<bigint>());
  for (const [index, entry] of (isArray(list) ? list : []).entries()) {
    yield* keyProblems(entry, [...path, index], clusters);
    for (const [side, name] of clusters.entries()) {
      const text = isObject(entry) ? entry[name] : undefined;
      if (typeof text !== 'string') continue;
      const address = parseAddress(text);
      const here = [...path, index, name];
      if (address === undefined) {
        yield {
          path: here,
          what: `has ${JSON.stringify(text)}, which is no address`,
          help: 'write an address',
        };
      } else if (seen[side]?.has(address.value) === true) {
        yield { path: here, what: `maps ${text} of ${name} twice`, help: 'keep one of them' };
      } else seen[side]?.add(address.value);
    }
  }
}

function* regexProblems(
  map: Json | undefined,
  path: FieldPath,
  [first, second]: readonly [string, string],
): Iterable<MappingProblem> {
  const keys = [`${first}-to-${second}`, `${second}-to-${first}`];
  yield* keyProblems(map, path, keys);
  for (const key of keys) {
    const rules = isObject(map) ? map[key] : undefined;
    for (const [index, rule] of (isArray(rules) ? rules : []).entries()) {
      const { pattern, replacement } = isObject(rule) ? rule : {};
      const here = [...path, key, index];
      if (typeof pattern !== 'string' || pattern === '') {
        yield { path: [...here, 'pattern'], what: 'has a rule without pattern', help: 'add pattern' };
        continue;
      }
      if (typeof replacement !== 'string' || replacement === '') {
        yield {
          path: [...here, 'replacement'],
          what: 'has a rule without replacement',
          help: 'add replacement',
        };
      }
      const wrong = patternProblem(pattern);
      if (wrong !== undefined) yield { path: [...here, 'pattern'], ...wrong };
      const odd = typeof replacement === 'string' ? replacementProblem(pattern, replacement) : undefined;
      if (odd !== undefined) yield { path: [...here, 'replacement'], ...odd };
    }
  }
}
