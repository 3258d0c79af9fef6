import { expect } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { FieldChange } from '../../../src/model/plan.ts';
import { apply, kubectlCreate, kubectlServerSide, patchAs, pathOf, statusAs, update } from './makers.ts';
import { drpc, group, onCluster, placement, recipe, snapshotClass } from './objects.ts';
import type { Room } from './room.ts';
import type { TakeOverCase } from './take-over-cases.ts';

/** As ramen-sync has applied it before, from a commit that is not here any more. */
async function applied(room: Room, git: JsonObject): Promise<void> {
  const planned = await room.plan(git);
  await planned.apply();
}

function taken(
  path: string,
  live: FieldChange['live'],
  git: FieldChange['git'],
  manager: string,
): FieldChange {
  return {
    path,
    ...(live === undefined ? {} : { live }),
    ...(git === undefined ? {} : { git }),
    origin: 'unknown',
    manager,
    takesOver: true,
  };
}

const managed = 'takes equal values under management';
const noted = 'notes what Git and cluster agree on';

const hook = (command: string): JsonObject => ({
  name: 'quiesce',
  type: 'exec',
  namespace: 'shop',
  ops: [
    { name: 'stop', command },
    { name: 'start', command: 'start' },
  ],
});

export const ownershipCases: readonly TakeOverCase[] = [
  {
    name: 'a map that a person made, whose only value we took over and now drop, goes with it',
    on: 'managed',
    made: async (room) => {
      const made = { ...snapshotClass('emptied', { team: 'red' }), parameters: { depth: '3' } };
      await kubectlCreate.make(room, onCluster(made));
      await applied(room, { ...snapshotClass('emptied', { team: 'red' }), parameters: { depth: '2' } });
    },
    git: snapshotClass('emptied', { team: 'red' }),
    expected: { state: 'update', fields: [taken('parameters.depth', '2', undefined, 'kubectl-create')] },
  },
  {
    name: 'a map that an engine says is there is not emptied',
    on: 'managed',
    made: async (room) => {
      await applied(room, { ...snapshotClass('kept-map', { team: 'red' }), parameters: { depth: '2' } });
      await apply('argocd-controller').make(
        room,
        onCluster({ ...snapshotClass('kept-map', { team: 'red' }), parameters: {} }),
      );
    },
    git: snapshotClass('kept-map', { team: 'red' }),
    expected: {
      state: 'blocked',
      fields: [{ path: 'parameters.depth', live: '2', origin: 'unknown' }],
      blocks: [{ message: /^parameters is owned by manager "argocd-controller": Argo CD$/ }],
    },
  },
  {
    name: 'an equal value is shared, not taken',
    made: (room) => kubectlCreate.make(room, placement('equal', { labels: { team: 'blue' } })),
    git: placement('equal', { labels: { team: 'blue' } }),
    expected: { state: 'update', fields: [], reason: managed },
  },
  {
    name: "an equal value is shared with Ramen's operator too",
    made: (room) => update('manager').make(room, placement('equal-ramen', { labels: { team: 'blue' } })),
    git: placement('equal-ramen', { labels: { team: 'blue' } }),
    expected: { state: 'update', fields: [], reason: managed },
  },
  {
    name: 'a value that two people own is taken from both',
    made: async (room) => {
      await kubectlCreate.make(room, placement('two', { labels: { team: 'red' } }));
      await apply('Mozilla').make(room, placement('two', { labels: { team: 'red' } }));
    },
    git: placement('two', { labels: { team: 'blue' } }),
    expected: {
      state: 'update',
      fields: [
        {
          ...taken('metadata.labels.team', 'red', 'blue', 'Mozilla'),
          coOwners: [{ manager: 'kubectl-create' }],
        },
      ],
    },
  },
  {
    name: 'a value that a person and an engine own is taken from neither',
    made: async (room) => {
      await kubectlCreate.make(room, placement('mixed', { labels: { team: 'red' } }));
      await apply('argocd-controller').make(room, placement('mixed', { labels: { team: 'red' } }));
    },
    git: placement('mixed', { labels: { team: 'blue' } }),
    expected: {
      state: 'blocked',
      fields: [
        {
          path: 'metadata.labels.team',
          live: 'red',
          git: 'blue',
          origin: 'unknown',
          manager: 'argocd-controller',
          coOwners: [{ manager: 'kubectl-create' }],
        },
      ],
      blocks: [{ message: /^metadata\.labels\.team is owned by manager "argocd-controller": Argo CD$/ }],
    },
  },
  {
    name: "an engine's field stops the whole object, a person's beside it included",
    made: async (room) => {
      await kubectlCreate.make(room, placement('beside', { labels: { team: 'red' } }));
      await patchAs(room, 'kustomize-controller', placement('beside', {}), { spec: { numberOfClusters: 3 } });
    },
    git: placement('beside', { labels: { team: 'blue' } }),
    expected: {
      state: 'blocked',
      fields: [
        taken('metadata.labels.team', 'red', 'blue', 'kubectl-create'),
        {
          path: 'spec.numberOfClusters',
          live: 3,
          git: 1,
          origin: 'unknown',
          manager: 'kustomize-controller',
        },
      ],
      blocks: [{ message: /^spec\.numberOfClusters .*: Flux$/ }],
    },
  },
  {
    name: 'one manager with an Apply and an Update loses the field in both',
    made: async (room) => {
      await kubectlServerSide.make(room, placement('both-ways', { labels: { team: 'green' } }));
      await update('kubectl').make(room, placement('both-ways', { labels: { team: 'red', more: 'kept' } }));
      await kubectlServerSide.make(room, placement('both-ways', { labels: { team: 'red' } }));
    },
    git: placement('both-ways', { labels: { team: 'blue' } }),
    expected: {
      state: 'update',
      fields: [
        { ...taken('metadata.labels.team', 'red', 'blue', 'kubectl'), coOwners: [{ manager: 'kubectl' }] },
      ],
    },
  },
  {
    name: 'one manager under two versions of the API loses the field in both',
    on: 'managed',
    made: async (room) => {
      await update('kubectl').make(room, onCluster(snapshotClass('versions', { team: 'red' })));
      await update('kubectl').make(room, onCluster(snapshotClass('versions', { more: 'kept' }, 'v1beta1')));
      await room.send(
        'PATCH',
        pathOf(snapshotClass('versions', {})),
        [
          {
            op: 'add',
            path: '/metadata/managedFields/-',
            value: {
              manager: 'kubectl',
              operation: 'Update',
              apiVersion: 'snapshot.storage.k8s.io/v1beta1',
              time: '2026-11-21T10:00:00Z',
              fieldsType: 'FieldsV1',
              fieldsV1: { 'f:metadata': { 'f:labels': { 'f:team': {}, 'f:more': {} } } },
            },
          },
        ],
        'application/json-patch+json',
      );
    },
    git: snapshotClass('versions', { team: 'blue' }),
    expected: {
      state: 'update',
      fields: [
        { ...taken('metadata.labels.team', 'red', 'blue', 'kubectl'), coOwners: [{ manager: 'kubectl' }] },
      ],
    },
  },
  {
    name: 'our own name on an update is ours',
    made: (room) => update('ramen-sync').make(room, placement('own-update', { labels: { team: 'red' } })),
    git: placement('own-update', { labels: { team: 'blue' } }),
    expected: { state: 'update', fields: [taken('metadata.labels.team', 'red', 'blue', 'ramen-sync')] },
  },
  {
    name: 'a manager that owned nothing else is gone, its sibling with a status is not',
    made: async (room) => {
      await kubectlCreate.make(room, placement('emptied', {}));
      await patchAs(room, 'kubectl-label', placement('emptied', {}), {
        metadata: { labels: { team: 'red' } },
      });
      await statusAs(room, 'kubectl-label', placement('emptied', {}), { numberOfSelectedClusters: 1 });
    },
    git: placement('emptied', { labels: { team: 'blue' } }),
    expected: { state: 'update', fields: [taken('metadata.labels.team', 'red', 'blue', 'kubectl-label')] },
  },
  {
    name: 'an item of a keyed list: one field of it is taken, its siblings stay',
    on: 'managed',
    made: (room) =>
      kubectlCreate.make(
        room,
        onCluster(
          recipe('items', {
            groups: [
              group('rest', { includedResourceTypes: ['secrets'] }),
              group('app', { parent: 'shop', labelSelector: { matchLabels: { a: '1', b: '2' } } }),
            ],
          }),
        ),
      ),
    git: recipe('items', {
      groups: [group('app', { parent: 'cart', labelSelector: { matchLabels: { a: '1' } } }), group('new')],
    }),
    expected: {
      state: 'update',
      fields: [
        taken('spec.groups[name="app"].parent', 'shop', 'cart', 'kubectl-create'),
        taken('spec.groups[name="app"].labelSelector.matchLabels.b', '2', undefined, 'kubectl-create'),
        { path: 'spec.groups[name="new"].name', git: 'new', origin: 'unknown' },
        { path: 'spec.groups[name="new"].type', git: 'resource', origin: 'unknown' },
      ],
    },
  },
  {
    name: 'an item inside an item of a keyed list',
    on: 'managed',
    made: (room) => kubectlCreate.make(room, onCluster(recipe('nested', { hooks: [hook('halt')] }))),
    git: recipe('nested', { hooks: [hook('pause')] }),
    expected: {
      state: 'update',
      fields: [
        taken('spec.hooks[name="quiesce"].ops[name="stop"].command', 'halt', 'pause', 'kubectl-create'),
      ],
    },
  },
  {
    name: 'items in another order are in step',
    on: 'managed',
    made: async (room) => {
      await applied(room, recipe('order', { groups: [group('a'), group('b')] }));
    },
    git: recipe('order', { groups: [group('b'), group('a')] }),
    expected: { state: 'update', fields: [], reason: noted },
  },
  {
    name: 'an item that Git drops and we alone own goes, whole',
    on: 'managed',
    made: (room) =>
      applied(
        room,
        recipe('drop-item', {
          groups: [group('a'), group('b', { labelSelector: { matchLabels: { x: 'y' } } })],
        }),
      ),
    git: recipe('drop-item', { groups: [group('a')] }),
    expected: {
      state: 'update',
      fields: [
        { path: 'spec.groups[name="b"].labelSelector.matchLabels.x', live: 'y', origin: 'unknown' },
        { path: 'spec.groups[name="b"].name', live: 'b', origin: 'unknown' },
        { path: 'spec.groups[name="b"].type', live: 'resource', origin: 'unknown' },
      ],
    },
  },
  {
    name: 'the last item that Git drops takes the list with it',
    on: 'managed',
    made: (room) => applied(room, recipe('drop-list', { groups: [group('a')] })),
    git: recipe('drop-list', {}),
    expected: {
      state: 'update',
      fields: [
        { path: 'spec.groups[name="a"].name', live: 'a', origin: 'unknown' },
        { path: 'spec.groups[name="a"].type', live: 'resource', origin: 'unknown' },
      ],
    },
  },
  {
    name: 'a label that Git drops and we alone own goes',
    made: (room) => applied(room, placement('drop', { labels: { team: 'blue', more: 'x' } })),
    git: placement('drop', { labels: { team: 'blue' } }),
    expected: {
      state: 'update',
      fields: [{ path: 'metadata.labels.more', live: 'x', origin: 'unknown' }],
    },
  },
  {
    name: 'the last label goes with its map',
    made: (room) => applied(room, placement('drop-map', { labels: { team: 'blue' } })),
    git: placement('drop-map', {}),
    expected: {
      state: 'update',
      fields: [{ path: 'metadata.labels.team', live: 'blue', origin: 'unknown' }],
    },
  },
  {
    name: 'a field that Git drops and others own too stays, and is named with all of them',
    made: async (room) => {
      const object = placement('stays', { labels: { team: 'blue', more: 'x' } });
      await kubectlCreate.make(room, object);
      await apply('kustomize-controller').make(room, object);
      await applied(room, object);
    },
    git: placement('stays', { labels: { more: 'x' } }),
    expected: {
      state: 'update',
      reason: noted,
      fields: [
        {
          path: 'metadata.labels.team',
          live: 'blue',
          manager: 'kustomize-controller',
          coOwners: [{ manager: 'kubectl-create' }],
          stays: true,
        },
      ],
    },
  },
  {
    name: 'an item that Git drops and of which somebody else wrote one field',
    on: 'managed',
    made: async (room) => {
      const object = recipe('shared-item', { groups: [group('a'), group('b')] });
      await applied(room, object);
      await apply('kubectl').make(
        room,
        onCluster(recipe('shared-item', { groups: [group('b', { parent: 'theirs' })] })),
      );
    },
    git: recipe('shared-item', { groups: [group('a')] }),
    expected: {
      state: 'update',
      reason: noted,
      fields: [
        { path: 'spec.groups[name="b"].name', live: 'b', manager: 'kubectl', stays: true },
        { path: 'spec.groups[name="b"].type', live: 'resource', manager: 'kubectl', stays: true },
      ],
    },
  },
  {
    name: 'an item that Git drops goes whole, with what a person wrote into it, by name',
    on: 'managed',
    made: async (room) => {
      const object = recipe('written-item', { groups: [group('a'), group('b')] });
      await applied(room, object);
      const selector = { op: 'add', path: '/spec/groups/1/parent', value: 'theirs' };
      await room.send(
        'PATCH',
        `${pathOf(object)}?fieldManager=kubectl-edit`,
        [selector],
        'application/json-patch+json',
      );
    },
    git: recipe('written-item', { groups: [group('a')] }),
    expected: {
      state: 'update',
      fields: [
        { path: 'spec.groups[name="b"].name', live: 'b', origin: 'unknown' },
        { path: 'spec.groups[name="b"].type', live: 'resource', origin: 'unknown' },
        taken('spec.groups[name="b"].parent', 'theirs', undefined, 'kubectl-edit'),
      ],
    },
  },
  {
    name: 'an item that Git drops stays where an engine wrote into it',
    on: 'managed',
    made: async (room) => {
      const object = recipe('engine-item', { groups: [group('a'), group('b')] });
      await applied(room, object);
      const selector = { op: 'add', path: '/spec/groups/1/parent', value: 'theirs' };
      await room.send(
        'PATCH',
        `${pathOf(object)}?fieldManager=manager`,
        [selector],
        'application/json-patch+json',
      );
    },
    git: recipe('engine-item', { groups: [group('a')] }),
    expected: {
      state: 'blocked',
      fields: [
        { path: 'spec.groups[name="b"].name', live: 'b', origin: 'unknown' },
        { path: 'spec.groups[name="b"].type', live: 'resource', origin: 'unknown' },
        { path: 'spec.groups[name="b"].parent', live: 'theirs', origin: 'unknown', manager: 'manager' },
      ],
      blocks: [{ message: /^spec\.groups\[name="b"\]\.parent is owned by manager "manager"/ }],
    },
  },
  {
    name: 'a claim on our own note is taken out by name',
    made: async (room) => {
      await applied(room, placement('note', { labels: { team: 'red' } }));
      await patchAs(room, 'kubectl-annotate', placement('note', {}), {
        metadata: { annotations: { 'ramen-sync.io/applied': '{}' } },
      });
    },
    git: placement('note', { labels: { team: 'blue' } }),
    expected: {
      state: 'update',
      fields: [
        taken('metadata.annotations["ramen-sync.io/applied"]', '{}', expect.any(String), 'kubectl-annotate'),
        { path: 'metadata.labels.team', live: 'red', git: 'blue', origin: 'unknown' },
      ],
    },
  },
  {
    name: 'an empty map over what others own takes nothing away',
    made: (room) =>
      kubectlCreate.make(
        room,
        drpc('empty', { kubeObjectProtection: { captureInterval: '10m0s' } }, { labels: { theirs: 'x' } }),
      ),
    git: drpc('empty', { kubeObjectProtection: {} }, { labels: {} }),
    expected: { state: 'update', fields: [], reason: managed },
  },
  {
    name: 'an empty map that the server does not keep is not missing after a take-over',
    made: (room) => kubectlCreate.make(room, placement('not-kept', { numberOfClusters: 3 })),
    git: placement('not-kept', { labels: {} }),
    expected: { state: 'update', fields: [taken('spec.numberOfClusters', 3, 1, 'kubectl-create')] },
  },
  {
    name: 'a map that somebody owns empty gets a field of ours',
    made: (room) => kubectlCreate.make(room, drpc('filled', { kubeObjectProtection: {} })),
    git: drpc('filled', { kubeObjectProtection: { captureInterval: '10m0s' } }),
    options: {
      allow: ['max-risk', 'busy'].map((gate) => ({ gate, object: 'drpc/take-over/filled' })),
    },
    expected: {
      state: 'update',
      fields: [{ path: 'spec.kubeObjectProtection.captureInterval', git: '10m0s', origin: 'unknown' }],
    },
  },
  {
    name: 'an empty map of labels is nothing to do',
    made: (room) => applied(room, placement('no-labels', { labels: {} })),
    git: placement('no-labels', { labels: {} }),
    expected: { state: 'unchanged', fields: [] },
  },
  {
    name: 'a value that the API fills into a whole list is nothing to do',
    made: (room) => applied(room, placement('defaults', { tolerations: [{ key: 'a' }] })),
    git: placement('defaults', { tolerations: [{ key: 'a' }] }),
    expected: { state: 'unchanged', fields: [] },
  },
];
