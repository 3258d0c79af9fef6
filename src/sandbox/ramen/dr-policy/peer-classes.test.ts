import { expect, it } from 'vitest';
import type { JsonObject } from '../../../model/json.ts';
import { type ClassLists, peerClassesOf } from './peer-classes.ts';

const driver = 'disk.csi.example.com';
const labelled = (labels: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [`ramendr.openshift.io/${key}`, value]));
const storage = (labels: Readonly<Record<string, string>>, name = 'disk'): JsonObject => ({
  metadata: { name, labels: labelled(labels) },
  provisioner: driver,
});
const replication = (
  labels: Readonly<Record<string, string>>,
  schedulingInterval = '5m',
  provisioner = driver,
): JsonObject => ({
  metadata: { name: 'c', labels: labelled(labels) },
  spec: { provisioner, parameters: { schedulingInterval } },
});
const snapshot = (storageid: string, of = driver): JsonObject => ({
  metadata: { name: 's', labels: labelled({ storageid }) },
  driver: of,
});
const cluster = (clusterId: string, lists: Partial<ClassLists>): ClassLists => ({
  clusterId,
  storage: [],
  snapshot: [],
  groupSnapshot: [],
  replication: [],
  groupReplication: [],
  ...lists,
});

/** Both sides alike but for the storage ID, which is `a` on one and `b` on the other. */
const both = (lists: (id: string) => Partial<ClassLists>): [Partial<ClassLists>, Partial<ClassLists>] => [
  lists('a'),
  lists('b'),
];
const regional = (id: string, more: Partial<ClassLists>): Partial<ClassLists> => ({
  storage: [storage({ storageid: id })],
  ...more,
});

const peer = { clusterIDs: ['one', 'two'], storageClassName: 'disk' };
const asyncPeer = { ...peer, storageID: ['a', 'b'] };

const rows: readonly [
  string,
  [Partial<ClassLists>, Partial<ClassLists>],
  { readonly async?: JsonObject; readonly sync?: JsonObject },
][] = [
  [
    'storage of other names',
    [{ storage: [storage({ storageid: 'a' })] }, { storage: [storage({ storageid: 'b' }, 'd')] }],
    {},
  ],
  [
    'one storage ID: Metro, whatever the interval',
    [{ storage: [storage({ storageid: 'a' })] }, { storage: [storage({ storageid: 'a' })] }],
    { sync: { ...peer, storageID: ['a'] } },
  ],
  ['two storage IDs, and nothing that replicates', both((id) => regional(id, {})), {}],
  [
    'a VolumeReplicationClass pair',
    both((id) => regional(id, { replication: [replication({ storageid: id, replicationid: 'r' })] })),
    { async: { ...asyncPeer, replicationID: 'r' } },
  ],
  [
    'two replication IDs',
    both((id) => regional(id, { replication: [replication({ storageid: id, replicationid: id })] })),
    {},
  ],
  [
    'the interval in other words',
    both((id) => regional(id, { replication: [replication({ storageid: id, replicationid: 'r' }, '300s')] })),
    {},
  ],
  [
    "another driver's class",
    both((id) =>
      regional(id, { replication: [replication({ storageid: id, replicationid: 'r' }, '5m', 'x')] }),
    ),
    {},
  ],
  [
    'a class for another storage',
    both((id) => regional(id, { replication: [replication({ storageid: 'c', replicationid: 'r' })] })),
    {},
  ],
  [
    'a pair, and a group pair beside it',
    both((id) =>
      regional(id, {
        replication: [replication({ storageid: id, replicationid: 'r' })],
        groupReplication: [replication({ storageid: id, groupreplicationid: 'g' })],
      }),
    ),
    { async: { ...asyncPeer, replicationID: 'r', groupreplicationID: 'g', grouping: true } },
  ],
  [
    'a group pair that the StorageClass does not name',
    both((id) => ({
      storage: [storage({ storageid: id, groupreplicationid: 'h' })],
      replication: [replication({ storageid: id, replicationid: 'r' })],
      groupReplication: [replication({ storageid: id, groupreplicationid: 'g' })],
    })),
    { async: { ...asyncPeer, replicationID: 'r' } },
  ],
  [
    'snapshot classes on both sides: VolSync',
    both((id) => regional(id, { snapshot: [snapshot(id)] })),
    { async: asyncPeer },
  ],
  [
    'group snapshot classes on both sides',
    both((id) => regional(id, { snapshot: [snapshot(id)], groupSnapshot: [snapshot(id)] })),
    { async: { ...asyncPeer, grouping: true } },
  ],
  [
    'a snapshot class on one side only',
    [regional('a', { snapshot: [snapshot('a')] }), regional('b', { snapshot: [snapshot('b', 'other')] })],
    {},
  ],
  [
    'offloaded on one side only',
    [
      { storage: [storage({ storageid: 'a', offloaded: '' })], snapshot: [snapshot('a')] },
      { storage: [storage({ storageid: 'b' })], snapshot: [snapshot('b')] },
    ],
    {},
  ],
  [
    'offloaded without a group pair, whatever else there is',
    both((id) => ({
      storage: [storage({ storageid: id, offloaded: '' })],
      replication: [replication({ storageid: id, replicationid: 'r' })],
      snapshot: [snapshot(id)],
    })),
    {},
  ],
  [
    'offloaded with a group pair, global on both sides',
    both((id) => ({
      storage: [storage({ storageid: id, offloaded: '' })],
      groupReplication: [replication({ storageid: id, groupreplicationid: 'g', global: 'true' })],
    })),
    { async: { ...asyncPeer, groupreplicationID: 'g', grouping: true, offloaded: true, global: true } },
  ],
];

it.each(rows)('%s', (_, [one, other], expected) => {
  const found = peerClassesOf(cluster('one', one), cluster('two', other), '5m');
  expect(found.async).toEqual(expected.async === undefined ? [] : [expected.async]);
  expect(found.sync).toEqual(expected.sync === undefined ? [] : [expected.sync]);
});

it('has no asynchronous peers without an interval', () => {
  const [one, other] = both((id) => regional(id, { snapshot: [snapshot(id)] }));
  expect(peerClassesOf(cluster('one', one), cluster('two', other), '')).toEqual({ async: [], sync: [] });
});
