import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setAt } from '../../src/model/field-path.ts';
import { canonicalJson, isArray, type Json, type JsonObject } from '../../src/model/json.ts';
import { cartPath, type DrStage, openDrStage } from '../support/dr-stage.ts';
import { entryFor, removalOf } from '../support/removal.ts';
import { reportCheck } from '../support/report-schemas.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { settleHub } from '../support/settled-hub.ts';

const failover = [
  'preferredCluster: dr1',
  'preferredCluster: dr1\n  action: Failover\n  failoverCluster: dr2',
] as const;

/** What somebody may do to the file, and where it may be carried out. */
describe('the file of a saved plan', () => {
  let stage: DrStage;
  let file: string;
  const written = (): number => stage.sandbox.writes().filter(({ dryRun }) => !dryRun).length;
  const read = (): JsonObject => JSON.parse(readFileSync(file, 'utf8'));

  beforeAll(async () => {
    stage = await openDrStage({ empty: true });
    file = `${stage.kubeconfig}.plan`;
    await stage.cli(['apply', '--yes', '--no-wait', '--quiet']);
    settleHub(stage.sandbox);
    stage.repo.edit('apps/shop/cart.yaml', ...failover);
    stage.repo.edit('managed/dr1/storage.yaml', 'deletionPolicy: Delete', 'deletionPolicy: Retain');
    stage.repo.edit('hub/s3-secrets.yaml', 'example-secret-of-dr1', 'canary-of-tomorrow');
    stage.repo.commit('changes');
    await stage.cli(['plan', '--save', file, '--max-risk', 'reversible', '--allow', 'busy=drpc/shop/cart']);
  });
  afterAll(() => stage?.close());

  it('is what its schema says, for its owner only, and holds no value of a Secret', async () => {
    expect(reportCheck('plan')(read())).toEqual([]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    const values = [
      'canary-of-tomorrow',
      'example-secret-of-dr1',
      'example-secret-of-dr2',
      'example-key-of-dr1',
    ];
    const blob = readFileSync(join(stage.repo.path, 'hub/s3-secrets.yaml'));
    const forms = values.flatMap((value) => [
      value,
      Buffer.from(value).toString('base64'),
      ...digestsOf(value),
      ...digestsOf(Buffer.from(value).toString('base64')),
    ]);
    const gitId = createHash('sha1').update(`blob ${blob.length}\0`).update(blob).digest('hex');
    for (const form of [...forms, gitId, ...digestsOf(blob.toString())]) expect(text).not.toContain(form);
    expect(text).toContain('(sensitive #');
  });

  it('is the same bytes for the same repository, clusters and time', async () => {
    const [one, two] = [`${file}.1`, `${file}.2`];
    for (const path of [one, two])
      await stage.cli(['plan', '--save', path, '--now', '2026-11-30T12:00:00Z', '-q']);
    expect(readFileSync(one, 'utf8')).toBe(readFileSync(two, 'utf8'));
  });

  it.each<[string, (plan: JsonObject) => JsonObject, RegExp]>([
    [
      'a value',
      (plan) => edit(plan, 'spec.action', { git: 'Relocate' }),
      /drpc\/shop\/cart: .*fields differ: spec\.action/,
    ],
    ['a block', (plan) => unblock(plan), /drpc\/shop\/cart: .*update -> blocked, max-risk/],
    [
      'a permission',
      (plan) => setAt(plan, ['terms', 'allow'], ['max-risk=drpc/shop/cart']),
      /drpc\/shop\/cart: blocked -> update/,
    ],
    [
      'the highest risk',
      (plan) => setAt(plan, ['terms', 'maxRisk'], 'moves-data'),
      /drpc\/shop\/cart: blocked -> update/,
    ],
    [
      'a change that is left out',
      (plan) => setAt(plan, ['changes'], changes(plan).slice(0, -1)),
      /drpc\/shop\/cart: is not in the plan/,
    ],
    [
      'a change that stands there twice',
      (plan) => setAt(plan, ['changes'], [...changes(plan), ...changes(plan).slice(-1)]),
      /drpc\/shop\/cart: stands in the plan twice/,
    ],
    [
      'a consequence',
      (plan) => last(plan, { consequences: [] }),
      /drpc\/shop\/cart: consequences differ: workload moves/,
    ],
    ['an unknown key', (plan) => last(plan, { note: 'reviewed' }), /drpc\/shop\/cart: its note differs/],
    [
      'the cluster of a change',
      (plan) => last(plan, { object: { cluster: 'dr1', apiVersion: 'v1', kind: 'Namespace', name: 'x' } }),
      /namespace\/x@dr1: is not planned any more/,
    ],
    ['a total', (plan) => setAt(plan, ['summary', 'blocked'], 0), /summary: does not count its changes/],
    [
      'its end',
      (plan) => setAt(plan, ['expires'], '2999-01-01T00:00:00Z'),
      /the plan: would expire at 2999-01-01T00:00:00\.000Z/,
    ],
    [
      'what was not checked',
      (plan) => setAt(plan, ['notChecked'], [{ reason: 'lint-error', what: 'x', count: 1 }]),
      /x \(lint-error\): was not checked, and is now/,
    ],
    [
      'a blob',
      (plan) => setAt(plan, ['source', 'blobs', 'hub/dr-policy.yaml'], '0'.repeat(40)),
      /hub\/dr-policy\.yaml: changed/,
    ],
    [
      'the identity of a cluster',
      (plan) => setAt(plan, ['clusters'], clustersOf(plan)),
      /cluster hub: is another cluster/,
    ],
    [
      'nothing but rubbish',
      () => ({
        apiVersion: 'ramen-sync.io/v1alpha1',
        kind: 'Plan',
        terms: { only: [], allow: [] },
        expires: new Date().toISOString().replace(/^..../, (year) => String(year)),
        changes: [1, 'x', null],
      }),
      /is stale|expired/,
    ],
  ])('is refused with %s edited, whether or not its digest was made to fit', async (_, change, refused) => {
    const before = written();
    const edited = change(read());
    const plain = await applied(JSON.stringify(edited));
    expect(plain.stderr).toMatch(/has been changed since it was saved: its digest does not fit/);
    expect(plain.status).toBe(1);
    const fitting = await applied(JSON.stringify(withDigest(edited)));
    expect(fitting.stderr, fitting.stderr).toMatch(refused);
    expect(fitting.status).toBe(3);
    expect(written()).toBe(before);
  });

  it.each<[string, string, RegExp]>([
    ['empty', '', /edited\.json is empty/],
    ['no JSON', 'apiVersion: v1\n', /edited\.json is not JSON, or was cut off/],
    ['a list', '[]', /edited\.json is no plan/],
    ['deep', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, /edited\.json is no plan/],
    ['another kind', '{"apiVersion":"v1","kind":"Secret"}', /edited\.json is no plan, but a "Secret"/],
    [
      'of another version',
      '{"apiVersion":"ramen-sync.io/v9","kind":"Plan"}',
      /is a plan of "ramen-sync\.io\/v9", and this version reads ramen-sync\.io\/v1alpha1/,
    ],
    [
      'a report',
      '{"apiVersion":"ramen-sync.io/v1alpha1","kind":"Plan"}',
      /is a report of a plan, not a saved plan/,
    ],
    ['with control characters', '{"kind":"\\u001b[2J"}', /is no plan, but a "\\u001b\[2J"/],
  ])('is refused where it is %s', async (_, text, message) => {
    const { status, stderr } = await applied(text);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('help: ');
    expect(status).toBe(1);
  });

  it('is refused where it is cut off, huge, a folder, or not there', async () => {
    const text = readFileSync(file, 'utf8');
    expect((await applied(text.slice(0, text.length / 2))).stderr).toMatch(/is not JSON, or was cut off/);
    const path = beside('huge.json', '');
    truncateSync(path, 65 * 1024 * 1024);
    expect((await stage.cli(['apply', path])).stderr).toMatch(
      /huge\.json is no plan: it has more than 64 MiB/,
    );
    mkdirSync(join(path, '..', 'folder'), { recursive: true });
    expect((await stage.cli(['apply', join(path, '..', 'folder')])).stderr).toMatch(/folder is no file/);
    expect(await stage.cli(['apply', 'none.json'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there is no plan file none.json'),
    });
  });

  it('takes no flag that would make it another plan', async () => {
    for (const [flag, value, said] of [
      ['--only', 'drpc/shop/cart', 'was planned without --only'],
      ['--allow', 'hold=drpc/shop/cart', 'was planned with --allow busy=drpc/shop/cart'],
      ['--max-risk', 'moves-data', 'was planned with --max-risk reversible'],
    ] as const) {
      const { status, stderr } = await stage.cli(['apply', file, flag, value]);
      expect(stderr).toContain(said);
      expect(status).toBe(1);
    }
    const same = await stage.cli(['apply', file, '--max-risk', 'reversible', '--yes', '--dry-run']);
    expect(same.stderr).toBe('');
    // What gates stop stays stopped, as it was reviewed.
    expect(same.status).toBe(3);
  });

  it('can be made by somebody who may only read, and carried out by somebody who may write', async () => {
    const predicted = `${file}.predicted`;
    const { stderr } = await stage.cli([
      'plan',
      '--save',
      predicted,
      '--predict',
      '--only',
      'drpc/billing/ledger',
      '--only',
      'volumesnapshotclass/rook-ceph-block@dr1',
    ]);
    expect(stderr).toMatch(/\d predicted without a dry run/);
    expect(await stage.cli(['apply', predicted, '--dry-run'])).toMatchObject({ status: 0, stderr: '' });
  });

  it('says which Secret it cannot pin, and takes values of other commits from Git', async () => {
    const { repo } = stage;
    repo.write(
      'hub/more.yaml',
      'apiVersion: v1\nkind: Secret\nmetadata: { name: more, namespace: shop }\nstringData: { a: b }\n',
    );
    try {
      const { stderr } = await stage.cli(['plan', '--save', `${file}.dirty`]);
      expect(stderr).toContain('hub/more.yaml holds a Secret and is not committed');
    } finally {
      rmSync(join(repo.path, 'hub/more.yaml'));
    }
  });

  it('works in another checkout of the commit, and leaves every object as planned', async () => {
    const clone = `${stage.kubeconfig}.clone`;
    stage.repo.git('clone', '--quiet', stage.repo.path, clone);
    const plan = beside('real.json', '');
    await stage.cli(['plan', '--save', plan, '--quiet', '--only', 'volumesnapshotclass/rook-ceph-block@dr1']);
    cpSync(plan, join(clone, 'plan.json'));
    const { status, stderr, stdout } = await runCli(
      ['apply', 'plan.json', '--kubeconfig', stage.kubeconfig, '--no-wait'],
      { cwd: clone },
    );
    expect(stderr, stderr).not.toContain('error');
    expect(status, stdout).toBe(0);
    expect(stdout).toContain('1 applied');
    const again = await runCli(['apply', 'plan.json', '--kubeconfig', stage.kubeconfig], { cwd: clone });
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout).not.toContain('to update');
    rmSync(clone, { recursive: true });
  });

  function applied(text: string) {
    return stage.cli(['apply', beside('edited.json', text)]);
  }
  function beside(name: string, text: string): string {
    return stage.beside(name, text);
  }
});

/** A run that was killed is taken up by the same command. */
describe('a saved plan that is half carried out', () => {
  it.each([1, 9, 20])('after %i writes', async (count) => {
    const stage = await openDrStage({ speed: 200 });
    try {
      const file = stage.beside('plan.json', '');
      await stage.cli(['plan', '--save', file, '--quiet']);
      const first = await killedAfter(stage, count, file);
      expect(first.status).toBe(130);
      expect(first.stdout).toMatch(/skipped/);
      const second = await stage.cli(['apply', file]);
      expect(second.stderr, second.stderr).not.toContain('stale');
      expect(second.status).toBe(0);
      const after = await stage.cli(['plan', '-o', 'json']);
      expect(JSON.parse(after.stdout).summary).toMatchObject({ unchanged: 21, create: 0, update: 0 });
    } finally {
      await stage.close();
    }
  });

  it('after one of two deletions that a Removal asked for', async () => {
    const stage = await openDrStage({ speed: 200 });
    try {
      await stage.cli(['apply', '--yes', '--quiet']);
      await stage.untilCart({ phase: 'Deployed', progression: 'Completed' });
      const entries = [
        entryFor(stage.sandbox, 'DRPlacementControl', 'shop', 'cart'),
        entryFor(stage.sandbox, 'Placement', 'shop', 'cart'),
      ];
      stage.repo.git('rm', '--quiet', 'apps/shop/cart.yaml');
      stage.repo.write('hub/removal.yaml', removalOf(entries));
      stage.repo.commit('retire cart');
      const file = stage.beside('plan.json', '');
      const planned = await stage.cli(['plan', '--save', file]);
      expect(planned.status, planned.stdout).toBe(0);
      const first = await killedAfter(stage, 1, file);
      expect(first.status).toBe(130);
      const second = await stage.cli(['apply', file]);
      expect(second.stderr, second.stderr).not.toContain('stale');
      expect(second.status, second.stdout).toBe(0);
      expect(stage.sandbox.world.hub.get('Placement', 'shop', 'cart')).toBeUndefined();
    } finally {
      await stage.close();
    }
  });

  it('after the failover of one of two applications, to which Ramen has answered', async () => {
    const stage = await openDrStage({ speed: 200 });
    try {
      await stage.cli(['apply', '--yes', '--quiet']);
      await stage.untilCart({ phase: 'Deployed', progression: 'Completed' });
      stage.repo.edit('apps/shop/cart.yaml', ...failover);
      stage.repo.edit(
        'apps/billing/ledger.yaml',
        'preferredCluster: dr2',
        'preferredCluster: dr2\n  action: Failover\n  failoverCluster: dr1',
      );
      stage.repo.commit('both');
      const file = stage.beside('plan.json', '');
      // The peers become valid secondaries a little later than the applications are deployed.
      await expect
        .poll(async () => (await stage.cli(['plan', '--save', file, '--quiet'])).status, { timeout: 20_000 })
        .toBe(0);
      const one = await stage.cli(['apply', '--yes', '--max-risk', 'moves-data', '--only', 'drpc/shop/cart']);
      expect(one.status, one.stdout).toBe(0);
      await stage.untilCart({ phase: 'FailedOver', progression: 'Completed' });
      const rest = await stage.cli(['apply', file]);
      expect(rest.status, rest.stderr).toBe(0);
      expect(rest.stdout).toContain('drpc/billing/ledger');
      // Ended by hand since, cart is no more what the plan meant.
      await stage.patch(cartPath, { spec: { action: null, failoverCluster: null } });
      expect((await stage.cli(['apply', file])).stderr).toMatch(
        /drpc\/shop\/cart: generation .*; update -> held/,
      );
    } finally {
      await stage.close();
    }
  });
});

/** A run that hears Ctrl-C once it has written so often. */
async function killedAfter(stage: DrStage, count: number, file: string): Promise<CliResult> {
  const writes = (): number => stage.sandbox.writes().filter(({ dryRun }) => !dryRun).length;
  const before = writes();
  const kill = new AbortController();
  const watching = setInterval(() => {
    if (writes() >= before + count) kill.abort('SIGINT');
  }, 1);
  const result = await stage.cli(['apply', file, '--no-wait'], { signal: kill.signal });
  clearInterval(watching);
  return result;
}

function digestsOf(value: string): readonly string[] {
  return ['sha1', 'sha256', 'md5'].map((name) => createHash(name).update(value).digest('hex'));
}

function withDigest(plan: JsonObject): JsonObject {
  const { digest: _, ...rest } = plan;
  return { ...rest, digest: `sha256:${createHash('sha256').update(canonicalJson(rest)).digest('hex')}` };
}

function changes(plan: JsonObject): readonly Json[] {
  return isArray(plan.changes) ? plan.changes : [];
}

function last(plan: JsonObject, more: JsonObject): JsonObject {
  const list = changes(plan);
  return setAt(plan, ['changes'], [...list.slice(0, -1), { ...(list.at(-1) as JsonObject), ...more }]);
}

function edit(plan: JsonObject, path: string, more: JsonObject): JsonObject {
  const { fields } = changes(plan).at(-1) as { readonly fields: readonly JsonObject[] };
  return last(plan, { fields: fields.map((field) => (field.path === path ? { ...field, ...more } : field)) });
}

function unblock(plan: JsonObject): JsonObject {
  return last(plan, { state: 'update', blocks: [] });
}

function clustersOf(plan: JsonObject): readonly Json[] {
  const [hub, ...others] = plan.clusters as readonly JsonObject[];
  return [{ ...hub, uid: 'another' }, ...others];
}
