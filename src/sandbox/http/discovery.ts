import type { JsonObject } from '../../model/json.ts';
import { type Review, reviews } from '../access/reviews.ts';
import type { Resource } from '../resources/resource.ts';

/** The Kubernetes whose behaviour the sandbox was compared with. */
const KUBERNETES = { major: '1', minor: '35', gitVersion: 'v1.35.4' };

export function versionInfo(): JsonObject {
  return {
    ...KUBERNETES,
    gitCommit: 'sandbox',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: 'sandbox',
  };
}

export function coreVersions(): JsonObject {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
}

export function groupList(resources: readonly Resource[]): JsonObject {
  const named = [...resources, ...reviews].map((each) => each.group);
  const groups = [...new Set(named)].filter((group) => group !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((group) => groupOf(resources, group)) };
}

export function apiGroup(resources: readonly Resource[], group: string): JsonObject | undefined {
  if (![...resources, ...reviews].some((each) => each.group === group)) return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(resources, group) };
}

export function resourceList(
  resources: readonly Resource[],
  group: string,
  version: string,
): JsonObject | undefined {
  const served = resources.filter((each) => each.group === group && each.version === version);
  const asked = version === 'v1' ? reviews.filter((each) => each.group === group) : [];
  if (served.length + asked.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: [...served.flatMap(describe), ...asked.map(describeReview)],
  };
}

function groupOf(resources: readonly Resource[], group: string): JsonObject {
  const served = resources.filter((each) => each.group === group).map((each) => each.version);
  const versions = served.length === 0 ? ['v1'] : [...new Set(served)];
  const listed = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: listed, preferredVersion: listed[0] ?? {} };
}

function describe(resource: Resource): readonly JsonObject[] {
  const shared = { namespaced: resource.namespaced, kind: resource.kind };
  const main = {
    name: resource.plural,
    singularName: resource.singular,
    ...shared,
    verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
  };
  const status = {
    name: `${resource.plural}/status`,
    singularName: '',
    ...shared,
    verbs: ['get', 'patch', 'update'],
  };
  return resource.hasStatus ? [main, status] : [main];
}

function describeReview({ kind, plural }: Review): JsonObject {
  return { name: plural, singularName: kind.toLowerCase(), namespaced: false, kind, verbs: ['create'] };
}
