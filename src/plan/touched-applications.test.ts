import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Change } from '../model/plan.ts';
import { buildSituation } from './situation.ts';
import { fenceConsequences, reachesSomebody, touchConsequences } from './touch-words.ts';
import { applicationName, type ProtectionMap, touchedApplications } from './touched-applications.ts';

const drpc = (namespace: string, name: string, policy: string, spec: JsonObject = {}): LiveObject => ({
  metadata: { namespace, name },
  spec: { drPolicyRef: { name: policy }, placementRef: { name }, ...spec },
});
const policy = (name: string, ...drClusters: readonly string[]): LiveObject => ({
  metadata: { name },
  spec: { drClusters },
});
const map: ProtectionMap = {
  drpcs: [
    drpc('shop', 'cart', 'p5m'),
    drpc('shop', 'pay', 'p1h'),
    drpc('billing', 'ledger', 'p5m', {
      kubeObjectProtection: { recipeRef: { namespace: 'billing', name: 'db' } },
    }),
  ],
  policies: [policy('p5m', 'dr1', 'dr2'), policy('p1h', 'dr2', 'dr3')],
  drClusters: ['dr1', 'dr2', 'dr3'].map((name) => ({
    metadata: { name },
    spec: { s3ProfileName: `s3-${name}` },
  })),
  profilesOf: ({ name }) => (name === 's3-secret' ? ['s3-dr3'] : []),
};

function object(kind: string, name: string, more: Partial<ObjectRef> = {}): ObjectRef {
  return { cluster: 'hub', apiVersion: 'v1', kind, name, ...more };
}

describe('applications that a change touches', () => {
  it.each<[string, ObjectRef, readonly string[] | undefined]>([
    ['a policy: those under it', object('DRPolicy', 'p5m'), ['billing/ledger', 'shop/cart']],
    ['a cluster: those of its policies', object('DRCluster', 'dr3'), ['shop/pay']],
    ['a cluster of two policies', object('DRCluster', 'dr2'), ['billing/ledger', 'shop/cart', 'shop/pay']],
    [
      'a class: those that its cluster protects',
      object('StorageClass', 'rbd', { cluster: 'dr1' }),
      ['billing/ledger', 'shop/cart'],
    ],
    ['a class on the hub: nobody can use it', object('StorageClass', 'rbd'), undefined],
    [
      "Ramen's configuration: all",
      object('ConfigMap', 'ramen-hub-operator-config', { namespace: 'ramen-system' }),
      ['billing/ledger', 'shop/cart', 'shop/pay'],
    ],
    ['any other ConfigMap', object('ConfigMap', 'notes', { namespace: 'shop' }), undefined],
    [
      'the Secret of a store: those of its clusters',
      object('Secret', 's3-secret', { namespace: 'ramen-system' }),
      ['shop/pay'],
    ],
    ['a Secret that no profile names', object('Secret', 'other', { namespace: 'ramen-system' }), []],
    ['a Placement: the one it places', object('Placement', 'cart', { namespace: 'shop' }), ['shop/cart']],
    ['a namesake elsewhere', object('Placement', 'cart', { namespace: 'billing' }), []],
    [
      'a Recipe: those that name it',
      object('Recipe', 'db', { cluster: 'dr1', namespace: 'billing' }),
      ['billing/ledger'],
    ],
    ['an application', object('DRPlacementControl', 'cart', { namespace: 'shop' }), undefined],
    ['a Namespace', object('Namespace', 'shop'), undefined],
  ])('%s', (_, ref, expected) => {
    expect(touchedApplications(ref, map)?.map(applicationName)).toEqual(expected);
  });
});

function change(
  state: Change['state'],
  fields: Change['fields'] = [],
  ref = object('DRCluster', 'dr1'),
): Change {
  return { object: ref, state, wave: 30, fields, consequences: [], blocks: [] };
}
const touch = (count: number, state: Change['state'] = 'update') =>
  touchConsequences(
    change(state),
    Array.from({ length: count }, (_, index) => drpc('shop', `app-${index}`, 'p5m')),
  ).map(({ text }) => text);

it('counts them, and names three', () => {
  expect(touch(1)).toEqual(['touches application shop/app-0']);
  expect(touch(2)).toEqual(['touches 2 applications: shop/app-0 and shop/app-1']);
  expect(touch(5)).toEqual(['touches 5 applications: shop/app-0, shop/app-1, shop/app-2 and 2 more']);
  expect(touch(0)).toEqual(['touches no application']);
  expect(touch(0, 'create')).toEqual([]);
  expect(touchConsequences(change('update'), undefined)).toEqual([
    { code: 'unknown', text: 'which applications it touches is unknown: the hub cannot be read' },
  ]);
});

it('asks nothing of what changes nothing for anybody', () => {
  const label = { path: 'metadata.labels.team', live: 'red', git: 'blue' };
  expect(reachesSomebody(change('unchanged'))).toBe(false);
  expect(reachesSomebody(change('update'))).toBe(false);
  expect(reachesSomebody(change('update', [label]))).toBe(false);
  expect(reachesSomebody(change('update', [label], object('StorageClass', 'rbd', { cluster: 'dr1' })))).toBe(
    true,
  );
  expect(reachesSomebody(change('update', [{ path: 'spec.cidrs' }]))).toBe(true);
  expect(reachesSomebody(change('unreachable', [{ path: 'spec.cidrs' }]))).toBe(false);
});

describe('a fence', () => {
  const on = (name: string, cluster: string | undefined) => ({
    name,
    situation: buildSituation({
      drpc: undefined,
      policy: undefined,
      drClusters: [],
      managedClusters: undefined,
      placementDecisions:
        cluster === undefined ? undefined : [{ status: { decisions: [{ clusterName: cluster }] } }],
      vrgs: new Map(),
      works: undefined,
      now: 0,
    }),
  });
  const fence = (live: string | undefined, git: string | undefined, held = false): Change =>
    change(held ? 'held' : 'update', [
      {
        path: 'spec.clusterFence',
        ...(live === undefined ? {} : { live }),
        ...(git === undefined ? {} : { git }),
        ...(held ? { held: true as const } : {}),
      },
    ]);
  const neighbours = [on('shop/cart', 'dr1'), on('shop/pay', 'dr2'), on('shop/web', undefined)];

  it('says who runs on the cluster, and of whom nobody knows', () => {
    expect(fenceConsequences(fence(undefined, 'Fenced'), neighbours)).toEqual([
      { code: 'fences', text: 'dr1 is cut off from its storage: shop/cart runs there' },
      { code: 'unknown', text: 'where shop/web runs is unknown' },
    ]);
  });

  it('lifted, lets whatever was left there write again', () => {
    expect(fenceConsequences(fence('Fenced', 'Unfenced'), [])).toEqual([
      {
        code: 'unfences',
        text: 'dr1 may reach its storage again: what was left running there writes too; no application runs there',
      },
    ]);
  });

  it('held, says what Git would have done', () => {
    expect(fenceConsequences(fence('Fenced', undefined, true), [on('shop/cart', 'dr2')])).toEqual([
      {
        code: 'take-over-would',
        text: 'putting Git back would leave dr1 as it is, cut off or not, and have Ramen report it as Available: no application runs there',
      },
    ]);
  });

  it('that stays says nothing', () => {
    expect(fenceConsequences(change('update', [{ path: 'spec.cidrs' }]), neighbours)).toEqual([]);
  });
});
