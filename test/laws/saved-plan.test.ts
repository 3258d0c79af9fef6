import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getString, removeAt, setAt } from '../../src/model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { SandboxCluster } from '../../src/sandbox/world.ts';
import { type DrStage, openDrStage, tokenOf } from '../support/dr-stage.ts';
import { decide, drpcStatus, settleHub } from '../support/settled-hub.ts';

const cartFile = 'apps/shop/cart.yaml';

type Move = () => unknown;
interface Case {
  readonly name: string;
  readonly move: Move;
  /** Puts things back, so that the next case starts where this one did. */
  readonly back?: Move;
  /** What the refusal names; absent: the plan is carried out. */
  readonly refused?: RegExp;
  readonly args?: readonly string[];
}

/**
 * Everything that can move between a plan and its apply, one thing at a time, on a hub where nothing moves by itself. The
 * plan fails cart over, changes a class on dr1 and creates an application.
 */
describe('a saved plan', () => {
  let stage: DrStage;
  const hub = (): SandboxCluster => stage.sandbox.world.hub;
  const managed = (name: string): SandboxCluster => {
    const cluster = name === 'hub' ? hub() : stage.sandbox.world.managed.get(name);
    if (cluster === undefined) throw new Error(`no cluster ${name}`);
    return cluster;
  };

  beforeAll(async () => {
    stage = await openDrStage({ empty: true });
    const applied = await stage.cli(['apply', '--yes', '--no-wait', '--quiet']);
    expect(applied, applied.stderr).toMatchObject({ status: 0 });
    settleHub(stage.sandbox);
    stage.repo.edit(
      cartFile,
      'preferredCluster: dr1',
      'preferredCluster: dr1\n  action: Failover\n  failoverCluster: dr2',
    );
    stage.repo.edit('managed/dr1/storage.yaml', 'deletionPolicy: Delete', 'deletionPolicy: Retain');
    stage.repo.write('hub/later.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: later }\n');
    stage.repo.commit('fail cart over');
  });
  afterAll(() => stage?.close());

  function status(kind: string, namespace: string, name: string, value: JsonObject): void {
    hub().updateStatus(kind, namespace, name, value, 'manager');
  }

  /** Sets or, without a value, removes one field as a person's kubectl would. */
  function put(
    path: readonly string[],
    value: Json | undefined,
    [kind, namespace, name]: readonly [string, string | undefined, string] = [
      'DRPlacementControl',
      'shop',
      'cart',
    ],
    on = 'hub',
  ): Move {
    return () => {
      const cluster = managed(on);
      const object = cluster.get(kind, namespace, name);
      if (object === undefined) throw new Error(`no ${kind} ${name}`);
      cluster.update(
        value === undefined ? removeAt(object, path) : setAt(object, path, value),
        'kubectl-edit',
      );
      if (kind === 'DRPlacementControl') observe(name === 'cart' ? 'shop' : 'billing', name);
    };
  }

  /** Ramen has seen the spec as it is, so that no gate says what the comparison should. */
  function observe(namespace: string, name: string): void {
    const live = hub().get('DRPlacementControl', namespace, name);
    status('DRPlacementControl', namespace, name, drpcStatus(live));
  }

  function cartStatus(changes: JsonObject): Move {
    return () => status('DRPlacementControl', 'shop', 'cart', { ...drpcStatus(cart()), ...changes });
  }
  const cart = (): JsonObject | undefined => hub().get('DRPlacementControl', 'shop', 'cart');

  /** Deleted and created again as it was, with another UID. */
  function recreate(
    cluster: SandboxCluster,
    kind: string,
    namespace: string | undefined,
    name: string,
  ): void {
    const object = cluster.get(kind, namespace, name);
    if (object === undefined) throw new Error(`no ${kind} ${name}`);
    cluster.remove(kind, namespace, name);
    const {
      uid: _u,
      resourceVersion: _r,
      creationTimestamp: _c,
      ...metadata
    } = isObject(object.metadata) ? object.metadata : {};
    cluster.create({ ...object, metadata }, 'kubectl-create');
  }

  function file(path: string, change: (text: string) => string): { move: Move; back: Move } {
    let before = '';
    return {
      move: () => {
        before = stage.repo.read(path);
        stage.repo.write(path, change(before));
      },
      back: () => stage.repo.write(path, before),
    };
  }
  const at = (path: string): string => join(stage.repo.path, path);
  const note = '\n# a comment\n';

  const cases: readonly Case[] = [
    // The repository
    { name: 'nothing', move: () => undefined },
    {
      name: 'a comment in a file',
      ...file(cartFile, (text) => text + note),
      refused: /apps\/shop\/cart\.yaml: changed in the work tree/,
    },
    {
      name: 'a value in a file, committed',
      move: () => {
        stage.repo.edit(cartFile, 'action: Failover', 'action: Failover # now');
        stage.repo.commit('another');
      },
      back: () => stage.repo.git('reset', '--quiet', '--hard', 'HEAD~1'),
      refused: /cart\.yaml: changed, revision [0-9a-f]{12} -> [0-9a-f]{12}/,
    },
    {
      name: 'the configuration',
      ...file('ramen-sync.yaml', (text) => text + note),
      refused: /ramen-sync\.yaml: changed/,
    },
    {
      name: 'a file renamed',
      move: () => renameSync(at('hub/later.yaml'), at('hub/sooner.yaml')),
      back: () => renameSync(at('hub/sooner.yaml'), at('hub/later.yaml')),
      refused: /hub\/later\.yaml: is gone[\s\S]*hub\/sooner\.yaml: is new/,
    },
    {
      name: 'a new file with an object',
      move: () =>
        stage.repo.write('hub/more.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: more }\n'),
      back: () => rmSync(at('hub/more.yaml')),
      refused: /hub\/more\.yaml: is new[\s\S]*namespace\/more: is not in the plan, and would now be create/,
    },
    {
      name: 'a new file without objects',
      move: () => stage.repo.write('hub/notes.yaml', 'just: notes\n'),
      back: () => rmSync(at('hub/notes.yaml')),
    },
    {
      name: 'a file removed',
      move: () => rmSync(at('hub/later.yaml')),
      back: () => stage.repo.git('checkout', '--quiet', '--', '.'),
      refused: /hub\/later\.yaml: is gone[\s\S]*namespace\/later: is not planned any more/,
    },
    {
      name: 'another commit with the same files',
      move: () => stage.repo.git('commit', '--quiet', '--allow-empty', '--message', 'the same'),
      back: () => stage.repo.git('reset', '--quiet', '--hard', 'HEAD~1'),
    },
    {
      name: 'an older commit that has another topology',
      move: () => stage.repo.git('checkout', '--quiet', 'HEAD~1'),
      back: () => stage.repo.git('checkout', '--quiet', 'main'),
      refused: /cart\.yaml: changed, revision/,
    },
    {
      name: 'a value of a Secret',
      ...file('hub/s3-secrets.yaml', (text) => text.replace('example-secret-of-dr1', 'another')),
      refused: /hub\/s3-secrets\.yaml: holds other values of a Secret/,
    },
    {
      name: 'a key of a Secret',
      ...file('hub/s3-secrets.yaml', (text) => text.replace('stringData:\n', 'stringData:\n  more: more\n')),
      refused: /hub\/s3-secrets\.yaml: changed/,
    },
    {
      name: 'no Git any more',
      move: () => renameSync(at('.git'), at('git')),
      back: () => renameSync(at('git'), at('.git')),
      refused: /hub\/s3-secrets\.yaml: cannot be compared/,
    },

    // Objects
    {
      name: 'an undeclared label',
      move: put(['metadata', 'labels'], { by: 'hand' }),
      back: put(['metadata', 'labels'], undefined),
    },
    {
      name: 'an undeclared annotation',
      move: put(['metadata', 'annotations', 'note'], 'x'),
      back: put(['metadata', 'annotations', 'note'], undefined),
    },
    {
      name: 'a declared annotation',
      move: put(
        ['metadata', 'annotations', 'cluster.open-cluster-management.io/experimental-scheduling-disable'],
        'false',
        ['Placement', 'shop', 'cart'],
      ),
      back: put(
        ['metadata', 'annotations', 'cluster.open-cluster-management.io/experimental-scheduling-disable'],
        'true',
        ['Placement', 'shop', 'cart'],
      ),
      refused:
        /placement\/shop\/cart: its content changed, last written by kubectl-edit at [\s\S]*unchanged -> /,
    },
    {
      name: 'an undeclared field of spec',
      move: put(['spec', 'volSyncSpec'], { disabled: true }),
      back: put(['spec', 'volSyncSpec'], undefined),
      refused: /drpc\/shop\/cart: generation \d+ -> \d+, last written by kubectl-edit at /,
    },
    {
      name: 'spec of an object that the plan leaves alone',
      move: put(['spec', 'volSyncSpec'], { disabled: true }, ['DRPlacementControl', 'billing', 'ledger']),
      back: put(['spec', 'volSyncSpec'], undefined, ['DRPlacementControl', 'billing', 'ledger']),
      refused: /drpc\/billing\/ledger: generation/,
    },
    {
      name: 'an operator who acts',
      move: put(['spec', 'preferredCluster'], 'dr2'),
      back: put(['spec', 'preferredCluster'], 'dr1'),
      refused: /drpc\/shop\/cart: generation .*; update -> held/,
    },
    {
      name: 'the phase',
      move: cartStatus({ phase: 'Relocated' }),
      back: cartStatus({}),
      refused: /drpc\/shop\/cart: phase Deployed -> Relocated/,
    },
    {
      name: 'the progression',
      move: cartStatus({ progression: 'EnsuringVolSyncSetup' }),
      back: cartStatus({}),
      refused: /drpc\/shop\/cart: progression Completed -> EnsuringVolSyncSetup/,
    },
    {
      name: 'where it runs',
      move: () => decide(stage.sandbox.world, ['shop', 'cart'], 'dr2'),
      back: () => decide(stage.sandbox.world, ['shop', 'cart'], 'dr1'),
      refused: /drpc\/shop\/cart: location dr1 -> dr2/,
    },
    {
      name: 'lastGroupSyncTime',
      move: cartStatus({ lastGroupSyncTime: '2026-11-30T10:45:00Z' }),
      back: cartStatus({}),
    },
    {
      name: 'no lastGroupSyncTime any more',
      move: () =>
        status('DRPlacementControl', 'shop', 'cart', removeAt(drpcStatus(cart()), ['lastGroupSyncTime'])),
      back: cartStatus({}),
      refused: /drpc\/shop\/cart: consequences differ: /,
    },
    {
      name: 'lastUpdateTime and resourceVersion',
      move: cartStatus({ lastUpdateTime: '2026-11-30T11:00:00Z' }),
      back: cartStatus({}),
    },
    {
      name: 'a hold on the cluster',
      move: put(['metadata', 'annotations', 'ramen-sync.io/hold'], 'drill; until 2999-01-01'),
      back: put(['metadata', 'annotations', 'ramen-sync.io/hold'], undefined),
      refused: /drpc\/shop\/cart: update -> held, frozen on the cluster: drill/,
    },
    {
      name: 'a deletion under way',
      move: () => {
        put(['metadata', 'finalizers'], ['example.com/stay'], ['Placement', 'billing', 'ledger'])();
        hub().remove('Placement', 'billing', 'ledger');
      },
      refused: /placement\/billing\/ledger: .*unchanged -> blocked, being-deleted/,
      back: () => {
        put(['metadata', 'finalizers'], undefined, ['Placement', 'billing', 'ledger'])();
      },
    },
    {
      name: 'what the plan would create is there',
      move: () =>
        hub().create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'later' } }, 'kubectl-create'),
      back: () => hub().remove('Namespace', undefined, 'later'),
      refused: /namespace\/later: create -> update/,
    },
    {
      name: 'the same object with another UID',
      move: () => recreate(managed('dr2'), 'VolumeSnapshotClass', undefined, 'rook-ceph-block'),
      refused: /volumesnapshotclass\/rook-ceph-block@dr2: was deleted and created again: uid /,
    },
    {
      name: 'another value of what the plan corrects',
      move: put(
        ['parameters', 'clusterID'],
        'other',
        ['VolumeSnapshotClass', undefined, 'rook-ceph-block'],
        'dr1',
      ),
      back: put(
        ['parameters', 'clusterID'],
        'rook-ceph',
        ['VolumeSnapshotClass', undefined, 'rook-ceph-block'],
        'dr1',
      ),
      refused: /volumesnapshotclass\/rook-ceph-block@dr1: generation .*fields differ: parameters\.clusterID/,
    },
    {
      name: 'a new owner of what the plan corrects',
      move: () => own(true),
      back: () => own(false),
      refused: /volumesnapshotclass\/rook-ceph-block@dr1: update -> blocked, manager: /,
    },
    {
      name: 'data of a Secret',
      move: put(['data', 'AWS_SECRET_ACCESS_KEY'], 'b3RoZXI=', ['Secret', 'ramen-system', 's3-dr1']),
      back: put(['data', 'AWS_SECRET_ACCESS_KEY'], base64('example-secret-of-dr1'), [
        'Secret',
        'ramen-system',
        's3-dr1',
      ]),
      refused:
        /secret\/ramen-system\/s3-dr1: resourceVersion \d+ -> \d+, last written by kubectl-edit[\s\S]*unchanged -> update/,
    },
    {
      name: 'a label on a Secret',
      move: put(['metadata', 'labels'], { by: 'hand' }, ['Secret', 'ramen-system', 's3-dr1']),
      back: put(['metadata', 'labels'], undefined, ['Secret', 'ramen-system', 's3-dr1']),
      refused: /secret\/ramen-system\/s3-dr1: resourceVersion \d+ -> \d+/,
    },
    {
      name: 'the text of RamenConfig',
      move: () =>
        configText((text) => text.replace('maxConcurrentReconciles: 50', 'maxConcurrentReconciles: 5')),
      back: () =>
        configText((text) => text.replace('maxConcurrentReconciles: 5', 'maxConcurrentReconciles: 50')),
      refused: /configmap\/ramen-system\/ramen-hub-operator-config: its content changed/,
    },
    {
      name: 'a label on a Namespace',
      move: put(['metadata', 'labels', 'by'], 'hand', ['Namespace', undefined, 'shop']),
      back: put(['metadata', 'labels', 'by'], undefined, ['Namespace', undefined, 'shop']),
      refused: /namespace\/shop: its content changed/,
    },
    {
      name: 'a policy that is not in Git',
      move: () =>
        hub().create(
          {
            apiVersion: 'ramendr.openshift.io/v1alpha1',
            kind: 'DRPolicy',
            metadata: { name: 'stranger' },
            spec: { drClusters: ['dr1', 'dr2'], schedulingInterval: '1h' },
          },
          'kubectl-create',
        ),
      back: () => hub().remove('DRPolicy', undefined, 'stranger'),
    },
    {
      name: 'a CRD that is gone',
      move: () =>
        managed('dr2').remove(
          'CustomResourceDefinition',
          undefined,
          'volumesnapshotclasses.snapshot.storage.k8s.io',
        ),
      refused: /volumesnapshotclass\/rook-ceph-block@dr2: update -> pending/,
    },

    // Clusters
    {
      name: 'the identity of a cluster',
      move: () => recreate(managed('dr2'), 'Namespace', undefined, 'kube-system'),
      refused: /cluster dr2: is another cluster: [0-9a-f-]+, and the plan was made for [0-9a-f-]+/,
    },
    {
      name: 'a cluster that does not answer any more',
      move: () => reach('dr2', false),
      back: () => reach('dr2', true),
      refused: /cluster dr2: reachable -> unreachable: /,
    },
    // Time and flags
    { name: 'an hour', move: () => undefined, args: ['--now', later(1)] },
    {
      name: 'a day',
      move: () => undefined,
      args: ['--now', later(25)],
      refused: /the plan: expired [0-9]+(s|m|h\d+m) ago, at 20/,
    },
  ];

  it.each(cases)('$name', async ({ move, back, refused, args = [] }) => {
    const plan = `${stage.kubeconfig}.plan`;
    const saved = await stage.cli(['plan', '--save', plan, '--quiet', '-o', 'json']);
    expect(saved.stderr).toBe('');
    const { summary } = JSON.parse(saved.stdout);
    try {
      await move();
      const before = written();
      const {
        status: exit,
        stderr,
        stdout,
      } = await stage.cli(
        refused === undefined ? ['apply', plan, '--dry-run', ...args] : ['apply', plan, ...args],
      );
      if (refused === undefined) {
        expect(stderr).toBe('');
        expect(exit, stdout).toBe(0);
        expect(stdout).toContain(`${summary.create} to create, ${summary.update} to update`);
      } else {
        expect(stderr, stderr).toMatch(refused);
        expect(stderr).toContain('is stale, nothing was written');
        expect(exit).toBe(3);
        expect(stdout).toBe('');
      }
      expect(written()).toBe(before);
    } finally {
      await back?.();
    }
  });

  const written = (): number => stage.sandbox.writes().filter(({ dryRun }) => !dryRun).length;

  function configText(change: (text: string) => string): void {
    const path = ['data', 'ramen_manager_config.yaml'];
    const ref = ['ConfigMap', 'ramen-system', 'ramen-hub-operator-config'] as const;
    const text = getString(hub().get(...ref), path) ?? '';
    if (change(text) === text) throw new Error(`the text has nothing to change: ${text}`);
    put(path, change(text), ref)();
  }

  /** Co-owns the deletion policy of the class on dr1, or gives that up. */
  async function own(owns: boolean): Promise<void> {
    const body = {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotClass',
      metadata: { name: 'rook-ceph-block' },
      ...(owns ? { deletionPolicy: 'Delete' } : {}),
    };
    const path = '/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses/rook-ceph-block';
    const response = await fetch(
      `${stage.sandbox.urls.get('dr1') ?? ''}${path}?fieldManager=argocd-controller&force=true`,
      {
        method: 'PATCH',
        headers: {
          'content-type': 'application/apply-patch+yaml',
          authorization: `Bearer ${tokenOf(stage.sandbox)}`,
        },
        body: JSON.stringify(body),
      },
    );
    if (!response.ok) throw new Error(await response.text());
  }

  /** Moves a cluster to a port where nobody listens, and back. */
  function reach(name: string, answers: boolean): void {
    const url = stage.sandbox.urls.get(name) ?? '';
    const { kubeconfig } = stage.sandbox;
    stage.beside('kubeconfig', answers ? kubeconfig : kubeconfig.replace(url, 'http://127.0.0.1:1'));
  }
});

function later(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000 + 5000).toISOString();
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
