import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gates } from '../../src/plan/gates/registry.ts';
import { startSandbox } from '../../src/sandbox/start.ts';
import { cartPath, type DrStage, openDrStage } from '../support/dr-stage.ts';
import { planScene, sceneCommit } from '../support/plan-scene.ts';
import { entryFor, removalOf } from '../support/removal.ts';
import { reportCheck } from '../support/report-schemas.ts';
import { readScene } from '../support/scene.ts';

/** A plan from a snapshot is the plan of the clusters as they were: what it cannot know, it names. */
describe('a plan from a snapshot', () => {
  const examples = gates.flatMap(({ id, examples: own = [] }) =>
    own.map((example) => [`${id}: ${example.title}`, example] as const),
  );
  it.each(examples)('judges as one of the clusters: %s', async (_, example) => {
    const scene = () => readScene(example.live, example.git, sceneCommit);
    const predicted = await planScene(scene(), { fromSnapshot: true });
    expect(comparable(predicted)).toEqual(comparable(await planScene(scene())));
  });
});

describe('a snapshot of a hub in its story', () => {
  const pairs = new Map<string, { readonly live: Plan; readonly predicted: Plan }>();
  let stage: DrStage;

  beforeAll(async () => {
    stage = await openDrStage();
    const { repo, sandbox } = stage;
    await look('empty hub');
    expect((await stage.cli(['apply', '--yes'])).status).toBe(0);
    await look('in step');
    repo.edit('hub/ramen-config.yaml', 'maxConcurrentReconciles: 50', 'maxConcurrentReconciles: 40');
    repo.edit('hub/dr-policy.yaml', 'name: p5m', 'name: p5m\n  labels: { team: blue }');
    repo.edit('apps/billing/ledger.yaml', 'preferredCluster: dr2', 'preferredCluster: dr1');
    await look('edits');
    await look('edits, dr2 dead', '--kubeconfig', deadDr2());
    repo.git('checkout', '.');
    await stage.patch('/apis/cluster.open-cluster-management.io/v1beta1/namespaces/shop/placements/cart', {
      spec: { numberOfClusters: 2 },
    });
    await look('drift');
    const before = repo.git('rev-parse', 'HEAD');
    repo.git('rm', '--quiet', 'apps/shop/cart.yaml');
    repo.write(
      'hub/removal.yaml',
      removalOf([
        entryFor(sandbox, 'Placement', 'shop', 'cart'),
        entryFor(sandbox, 'DRPlacementControl', 'shop', 'cart'),
        entryFor(sandbox, 'DRPolicy', undefined, 'p5m'),
        '{ kind: S3StoreProfile, name: minio-on-dr1 }',
      ]),
    );
    repo.commit('retire cart');
    await look('removal');
    repo.git('reset', '--quiet', '--hard', before);
    await stage.patch(cartPath, { spec: { action: 'Failover', failoverCluster: 'dr2' } });
    await look('failing over');
    await stage.untilCart({ phase: 'FailedOver', progression: 'Completed' });
    await look('failed over by hand');
  }, 120_000);
  afterAll(() => stage?.close());

  /** The same moment for both, whatever the sandbox does meanwhile: the snapshot is taken between two equal plans. */
  async function look(moment: string, ...args: readonly string[]): Promise<void> {
    const file = stage.beside('hub.json', '');
    for (;;) {
      const now = new Date().toISOString();
      const plan = async (...own: readonly string[]): Promise<Plan> =>
        JSON.parse((await stage.cli(['plan', '-o', 'json', '--now', now, ...own])).stdout);
      const live = await plan('--predict', ...args);
      const taken = await stage.cli(['snapshot', '--out', file, '--now', now, ...args]);
      expect(taken.status, taken.stderr).toBe(0);
      expect(reportCheck('snapshot')(JSON.parse(readFileSync(file, 'utf8')))).toEqual([]);
      const predicted = await plan('--snapshot', file, '--kubeconfig', '/nowhere');
      if (JSON.stringify(live) !== JSON.stringify(await plan('--predict', ...args))) continue;
      pairs.set(moment, { live, predicted });
      return;
    }
  }

  const deadDr2 = () =>
    stage.beside(
      'dead',
      stage.sandbox.kubeconfig.replaceAll(stage.sandbox.urls.get('dr2') ?? '', 'http://127.0.0.1:1'),
    );

  it.each([
    'empty hub',
    'in step',
    'edits',
    'edits, dr2 dead',
    'drift',
    'removal',
    'failing over',
    'failed over by hand',
  ])('predicts what a plan would: %s', (moment) => {
    expect(reportCheck('plan')(pairs.get(moment)?.predicted)).toEqual([]);
    const { live, predicted } = pairs.get(moment) ?? { live: undefined, predicted: undefined };
    expect(predicted?.summary).toEqual(live?.summary);
    expect(comparable(predicted?.changes)).toEqual(comparable(live?.changes));
    expect(predicted?.snapshot?.ageSeconds).toBe(0);
    const reasons = predicted?.notChecked.map(({ reason }) => reason);
    expect(reasons).toEqual(expect.arrayContaining(['snapshot', 'no-dry-run']));
  });

  it('says which values it does not hold, and which objects nobody asked for', async () => {
    const file = stage.beside('hub.json', '');
    await stage.cli(['snapshot', '--out', file]);
    const { repo } = stage;
    repo.edit('hub/s3-secrets.yaml', 'example-secret-of-dr1', 'another-secret');
    repo.edit('hub/s3-secrets.yaml', 'name: s3-dr2', 'name: s3-dr3');
    repo.edit('hub/ramen-config.yaml', 'name: s3-dr2', 'name: s3-dr3');
    const { stdout } = await stage.cli(['plan', '--snapshot', file]);
    repo.git('checkout', '.');
    expect(stdout).toContain('not checked: values of secret/ramen-system/s3-dr1');
    expect(stdout).toContain('not checked: whether secret/ramen-system/s3-dr3 is there already');
    expect(stdout).not.toContain('~ secret/ramen-system/s3-dr1');
  });

  it('is never carried out, and refuses what is no snapshot', async () => {
    const { cli, beside } = stage;
    const file = beside('hub.json', '');
    expect(await cli(['plan', '--snapshot', file])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is not JSON'),
    });
    await cli(['snapshot', '--out', file]);
    expect(await cli(['plan', '--snapshot', file, '--save', 'plan.json'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('a prediction is not carried out'),
    });
    expect((await cli(['apply', file])).stderr).toContain('is no plan, but a "Snapshot"');
    for (const text of [
      '[]',
      '{"kind":"Plan"}',
      '{"kind":"Snapshot"}',
      readFileSync(file, 'utf8').slice(0, -40),
    ]) {
      expect(await cli(['plan', '--snapshot', beside('bad.json', text)])).toMatchObject({
        status: 1,
        stdout: '',
      });
    }
    expect((await cli(['plan', '--snapshot', join(file, 'nowhere')])).stderr).not.toContain('bug');
  });

  it('is refused where the configuration means another hub', async () => {
    const other = await startSandbox({ empty: true });
    try {
      const kubeconfig = stage.beside('other', other.kubeconfig);
      const file = stage.beside('other.json', '');
      await stage.cli(['snapshot', '--out', file, '--kubeconfig', kubeconfig]);
      stage.repo.edit(
        'ramen-sync.yaml',
        'hub: { context: hub',
        'hub: { context: hub, id: 00000000-0000-0000-0000-000000000001',
      );
      const { status, stdout } = await stage.cli(['plan', '--snapshot', file]);
      stage.repo.git('checkout', '.');
      expect(status).toBe(3);
      expect(stdout).toContain('expects 00000000');
    } finally {
      await other.close();
    }
  });
});

interface Plan {
  readonly summary: Readonly<Record<string, number>>;
  readonly snapshot?: { readonly ageSeconds: number };
  readonly changes: readonly Told[];
  readonly notChecked: readonly { readonly reason: string }[];
}

interface Told {
  readonly object: { readonly kind: string };
  readonly fields: readonly { readonly path: string }[];
}

/**
 * Why a cluster could not be read is told with more words; values of Secrets are not there to be compared; and keys stand
 * in a snapshot as the API server sorts them, which our scenes do not.
 */
function comparable(changes: readonly Told[] = []) {
  const others = changes
    .filter(({ object }) => object.kind !== 'Secret')
    .map((change) => ({ ...change, fields: change.fields.toSorted((a, b) => (a.path < b.path ? -1 : 1)) }));
  return JSON.parse(
    JSON.stringify(others).replaceAll('it could not be read when the snapshot was taken: ', ''),
  );
}
