import type { Json, JsonObject } from '../../../src/model/json.ts';

export type SubjectName = 'cart' | 'till' | 'dr1';

/** The values of an object's runtime fields, absent ones left out. */
export type Group = Readonly<Record<string, Json>>;

/** What Git says of one object. */
export interface Doc {
  readonly group: Group;
  /** Other declared fields, by `Subject.others`. */
  readonly others: Readonly<Record<string, Json>>;
  readonly hold?: true;
}

/** An object that the sequences are about. */
export interface Subject {
  readonly name: SubjectName;
  readonly kind: string;
  readonly namespace?: string;
  /** As permissions name it. */
  readonly word: string;
  readonly collection: string;
  readonly file: string;
  readonly runtime: readonly string[];
  readonly groups: readonly Group[];
  /** Fields besides the runtime ones that Git may declare, with values to choose from. */
  readonly others: Readonly<
    Record<string, { readonly path: readonly string[]; readonly values: readonly Json[] }>
  >;
  readonly fixed: JsonObject;
}

const ramen = '/apis/ramendr.openshift.io/v1alpha1';
const team = { path: ['metadata', 'labels', 'team'], values: ['red', 'blue'] };

export const subjects: Readonly<Record<SubjectName, Subject>> = {
  cart: application('cart', 'apps/cart.yaml'),
  till: application('till', 'both.yaml'),
  dr1: {
    name: 'dr1',
    kind: 'DRCluster',
    word: 'drcluster/dr1',
    collection: `${ramen}/drclusters`,
    file: 'both.yaml',
    runtime: ['clusterFence'],
    groups: [
      {},
      { clusterFence: 'Unfenced' },
      { clusterFence: 'Fenced' },
      { clusterFence: 'ManuallyFenced' },
    ],
    others: {
      team,
      cidrs: { path: ['spec', 'cidrs'], values: [['10.0.0.0/8'], ['10.0.0.0/8', '192.168.0.0/16']] },
    },
    fixed: { s3ProfileName: 's3' },
  },
};

function application(name: 'cart' | 'till', file: string): Subject {
  return {
    name,
    kind: 'DRPlacementControl',
    namespace: 'shop',
    word: `drpc/shop/${name}`,
    collection: `${ramen}/namespaces/shop/drplacementcontrols`,
    file,
    runtime: ['action', 'failoverCluster', 'preferredCluster', 'dryRun'],
    groups: [
      { preferredCluster: 'dr1' },
      { preferredCluster: 'dr1', action: 'Failover', failoverCluster: 'dr2' },
      { preferredCluster: 'dr1', action: 'Relocate', failoverCluster: 'dr2' },
      { preferredCluster: 'dr2' },
      { preferredCluster: 'dr2', action: 'Failover', failoverCluster: 'dr2' },
      { preferredCluster: 'dr2', action: 'Relocate' },
      { preferredCluster: 'dr1', action: 'Failover', failoverCluster: 'dr2', dryRun: true },
    ],
    others: {
      team,
      interval: { path: ['spec', 'kubeObjectProtection', 'captureInterval'], values: ['5m0s', '10m0s'] },
    },
    fixed: {
      drPolicyRef: { name: 'policy' },
      placementRef: { kind: 'Placement', name },
      pvcSelector: {},
    },
  };
}

export function objectPath({ collection, name }: Subject): string {
  return `${collection}/${name}`;
}

/** The runtime group as it stands on an object. */
export function groupOf({ runtime }: Subject, object: JsonObject): Group {
  const spec = object.spec as JsonObject;
  return Object.fromEntries(
    runtime.flatMap((field) => (spec[field] === undefined ? [] : [[field, spec[field]]])),
  );
}

export function isSame(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

/** JSON with sorted keys. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
