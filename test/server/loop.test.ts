import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, type Json, type JsonObject } from '../../src/model/json.ts';
import { resourceVersionOf } from '../../src/model/live-object.ts';
import { canary, findTraces } from '../support/canaries.ts';
import { type LoopProcess, startLoop } from '../support/loop-process.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();
const root = resolve(import.meta.dirname, '../..');
const home = 'ramen-sync';

/** With the ServiceAccount and the rights of deploy/: what they do not grant, the loop cannot do. */
describe.skipIf(server === undefined)('ramen-sync run on a real kube-apiserver', () => {
  let folder = '';
  let loop: LoopProcess;
  let silent: Server;
  let hubId = '';

  const kubectl = (args: readonly string[], input?: Json): string => {
    if (server === undefined) throw new Error('skipped');
    return server.kubectl(args, input === undefined ? {} : { input: JSON.stringify(input) });
  };
  const get = (...what: readonly string[]): JsonObject => JSON.parse(kubectl(['get', ...what, '-o', 'json']));
  const isThere = (...what: readonly string[]): boolean =>
    kubectl(['get', ...what, '-o', 'name', '--ignore-not-found']) !== '';
  const apply = (object: Json): string => kubectl(['apply', '--server-side', '-f', '-'], object);
  const sync = (name: string): JsonObject => get('topologysync', name, '-n', home);
  const condition = (name: string, type: string): string => {
    const conditions = getAt(sync(name), ['status', 'conditions']);
    const found = isArray(conditions)
      ? conditions.find((each) => getString(each, ['type']) === type)
      : undefined;
    return found === undefined ? 'none' : `${getString(found, ['status'])} ${getString(found, ['reason'])}`;
  };
  const message = (name: string, type: string): string => {
    const conditions = getAt(sync(name), ['status', 'conditions']);
    const found = isArray(conditions)
      ? conditions.find((each) => getString(each, ['type']) === type)
      : undefined;
    return getString(found, ['message']) ?? '';
  };
  const ready = async (): Promise<{ readonly status: number; readonly text: string }> => {
    const listening = loop.lines().find((line) => line.message === 'listening for health');
    const response = await fetch(`${getString(listening, ['url'])}/readyz`);
    return { status: response.status, text: await response.text() };
  };
  const applied = (name: string): string | undefined =>
    getString(sync(name), ['status', 'lastAppliedRevision']);
  const passes = (name: string): number =>
    loop
      .lines()
      .filter(
        (line) =>
          line.sync === `${home}/${name}` && /^pass (?:finished|failed|stalled)$/.test(String(line.message)),
      ).length;
  /** The next pass that starts from here on has ended. */
  const nextPass = async (name: string): Promise<void> => {
    const before = passes(name);
    await until(
      () => passes(name) >= before + 2,
      () => loop.output(),
    );
  };

  const git = (...args: readonly string[]): string => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
    return execFileSync('git', [...who, ...args], {
      cwd: join(folder, 'work'),
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, 'work', path)), { recursive: true });
    writeFileSync(join(folder, 'work', path), text);
  };
  const push = (words: string): string => {
    git('add', '-A');
    git('commit', '-q', '-m', words);
    git('push', '-q', `file://${join(folder, 'remote.git')}`, 'HEAD:main');
    return `main@sha1:${git('rev-parse', 'HEAD')}`;
  };
  const topologySync = (name: string, spec: JsonObject): Json => ({
    apiVersion: 'ramen-sync.io/v1alpha1',
    kind: 'TopologySync',
    metadata: { name, namespace: home },
    spec: {
      source: { url: `file://${join(folder, 'remote.git')}`, ref: { branch: 'main' }, path: name },
      hub: { id: hubId },
      interval: '1s',
      mode: 'enforce',
      ...spec,
    },
  });
  const managed = (name: string): JsonObject => ({
    name,
    kubeconfig: { secretRef: { name: `${name}-kubeconfig` } },
  });
  const kubeconfig = (url: string, token: string): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'c',
          cluster: {
            server: url,
            'certificate-authority-data': Buffer.from(server?.certificate ?? '').toString('base64'),
          },
        },
      ],
      users: [{ name: 'u', user: { token } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    });

  beforeAll(async () => {
    if (server === undefined) return;
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-loop-'));
    mkdirSync(join(folder, 'work'));
    git('init', '-q');
    git('init', '-q', '--bare', join(folder, 'remote.git'));
    apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ramen-system' } });
    for (const folder of ['deploy', 'deploy/enforce'])
      kubectl(['apply', '--server-side', '--force-conflicts', '-k', join(root, folder)]);
    kubectl(['wait', '--for=condition=Established', 'crd/topologysyncs.ramen-sync.io']);
    hubId = getString(get('namespace', 'kube-system'), ['metadata', 'uid']) ?? '';
    silent = await listen();
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const kubeconfigs = {
      'loop-dr1': kubeconfig(server.url, server.token),
      'loop-dr2': kubeconfig(server.url, server.token),
      'loop-dead': kubeconfig(`https://127.0.0.1:${port}`, 'secret-of-the-dead'),
    };
    for (const [name, value] of Object.entries(kubeconfigs)) {
      apply({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: `${name}-kubeconfig`, namespace: home },
        stringData: { value },
      });
    }
    const token = kubectl(['create', 'token', 'ramen-sync', '-n', home]).trim();
    writeFileSync(join(folder, 'kubeconfig'), kubeconfig(server.url, token));
    loop = startLoop(
      [
        ...['--kubeconfig', join(folder, 'kubeconfig'), '--namespace', home, '--request-timeout', '3s'],
        ...['--health-bind', '127.0.0.1:0'],
      ],
      { RAMEN_SYNC_DATA: join(folder, 'data') },
    );
  });
  afterAll(async () => {
    if (server === undefined) return;
    loop?.kill();
    silent?.close();
    rmSync(folder, { recursive: true, force: true });
    const config = ['configmap/ramen-hub-operator-config', 'secret/s3-dr1', 'secret/s3-dr2'];
    kubectl(['delete', ...config, '-n', 'ramen-system', '--ignore-not-found']);
    for (const kind of ['topologysync', 'secret'])
      kubectl(['delete', kind, '--all', '-n', home, '--wait=false']);
    kubectl([
      'delete',
      'drpolicy/loop-p5m',
      'drcluster/loop-dr1',
      'drcluster/loop-dr2',
      '--ignore-not-found',
      '--wait=false',
    ]);
  });

  it('applies what is pushed, at the next interval, and says so', async () => {
    write('prod/topology.yaml', topology);
    for (const file of ['ramen-config.yaml', 's3-secrets.yaml']) {
      write(`prod/${file}`, readFileSync(join(root, 'examples/regional/hub', file), 'utf8'));
    }
    write('prod/shop.yaml', shop('red'));
    const first = push('protect the cart');
    apply(topologySync('prod', { managedClusters: [managed('loop-dr1'), managed('loop-dr2')] }));
    await until(
      () => applied('prod') === first,
      () => loop.output(),
    );
    const cart = get('drpc', 'cart', '-n', 'loop-shop', '--show-managed-fields');
    const managers = getAt(cart, ['metadata', 'managedFields']);
    expect(isArray(managers) ? managers.map((each) => getString(each, ['manager'])) : []).toEqual([
      'ramen-sync',
    ]);
    expect(condition('prod', 'Ready')).toBe('True Applied');
    expect(condition('prod', 'Stalled')).toMatch(/^False/);
    expect(condition('prod', 'Held')).toBe('False NothingHeld');
    expect(condition('prod', 'Drifted')).toBe('False InStep');

    write('prod/shop.yaml', shop('blue'));
    const second = push('the blue team takes over');
    await until(
      () => applied('prod') === second,
      () => loop.output(),
    );
    expect(getString(get('namespace', 'loop-shop'), ['metadata', 'labels', 'team'])).toBe('blue');
    const { status } = sync('prod');
    expect(status).toMatchObject({
      observedGeneration: 1,
      lastAttemptedRevision: second,
      clusters: [
        { name: 'loop-dr1', state: 'reachable' },
        { name: 'loop-dr2', state: 'reachable' },
      ],
      history: [{ revision: second, outcome: 'Applied' }, { revision: first }],
    });
  });

  it('writes nothing at all while there is nothing to do', async () => {
    // Other tests make objects that are not in this Git, which is news; a loop that always writes never gets through.
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
      const before = sync('prod');
      await nextPass('prod');
      const after = sync('prod');
      expect(after.status).toMatchObject({ summary: { unchanged: 9 } });
      if (resourceVersionOf(before) === resourceVersionOf(after)) return;
    }
    throw new Error(`it writes at every pass:\n${loop.output().slice(-6000)}`);
  });

  it('holds a failover that somebody did by hand, and goes on with the rest', async () => {
    const spec = { action: 'Failover', failoverCluster: 'loop-dr2' };
    kubectl(['patch', 'drpc', 'cart', '-n', 'loop-shop', '--type=merge', '-p', JSON.stringify({ spec })]);
    write('prod/shop.yaml', shop('green'));
    const revision = push('the green team takes over');
    await until(
      () => applied('prod') === revision && condition('prod', 'Held').startsWith('True'),
      () => loop.output(),
    );
    await nextPass('prod');
    expect(get('drpc', 'cart', '-n', 'loop-shop').spec).toMatchObject(spec);
    expect(condition('prod', 'Held')).toBe('True LeftAsOnCluster');
    expect(message('prod', 'Held')).toContain('drpc/loop-shop/cart: spec.action, spec.failoverCluster left');
    expect(condition('prod', 'Ready')).toBe('True Applied');
    expect(getString(get('namespace', 'loop-shop'), ['metadata', 'labels', 'team'])).toBe('green');
    expect(loop.lines()).toContainEqual(
      expect.objectContaining({ message: 'object held', object: 'drpc/loop-shop/cart' }),
    );
  });

  it('sees by itself what somebody does, long before the interval, and pushes what an operator did', async () => {
    const clusters = { managedClusters: [managed('loop-dr1'), managed('loop-dr2')] };
    write('prod/spare.yaml', placement('spare'));
    push('a spare Placement');
    apply(topologySync('prod', { ...clusters, interval: '1h', adopt: { pushTo: 'adopt/{name}' } }));
    const remote = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', join(folder, 'remote.git'), ...args], { encoding: 'utf8', stdio: 'pipe' });
    const adopted = (): string => {
      try {
        return remote('log', '-1', '--format=%B', 'adopt/prod');
      } catch {
        return '';
      }
    };
    await until(
      () => adopted() !== '',
      () => loop.output(),
    );
    expect(adopted()).toMatch(/^Adopt what was done to drpc\/loop-shop\/cart$/m);
    expect(adopted()).toMatch(/^Who: kubectl-patch\nWhen: 20\d\d-.*Z\nRPO then: unknown$/m);
    expect(remote('show', 'adopt/prod:prod/shop.yaml')).toMatch(
      /action: Failover\n {2}failoverCluster: loop-dr2/,
    );
    const main = remote('rev-parse', 'main');

    kubectl(['label', 'namespace', 'loop-shop', 'team=somebody', '--overwrite']);
    await until(
      () => getString(get('namespace', 'loop-shop'), ['metadata', 'labels', 'team']) === 'green',
      () => loop.output(),
    );
    await until(
      () => loop.lines().some((line) => line.message === 'put back' && line.objects === 1),
      () => loop.output(),
    );
    kubectl(['delete', 'placement', 'cart', '-n', 'loop-shop']);
    await until(
      () => isThere('placement', 'cart', '-n', 'loop-shop'),
      () => loop.output(),
    );
    // What went because a newer commit no longer has it is not made anew from the older one.
    rmSync(join(folder, 'work/prod/spare.yaml'));
    const without = push('no spare Placement');
    kubectl(['delete', 'placement', 'spare', '-n', 'loop-shop']);
    await until(
      () => applied('prod') === without,
      () => loop.output(),
    );
    const spares = loop.lines().filter(({ object }) => object === 'placement/loop-shop/spare');
    expect(spares.map(({ message }) => message)).toEqual(['object applied']);

    const spec = { action: 'Relocate', preferredCluster: 'loop-dr2', failoverCluster: null };
    kubectl(['patch', 'drpc', 'cart', '-n', 'loop-shop', '--type=merge', '-p', JSON.stringify({ spec })]);
    await until(
      () => message('prod', 'Held').includes('preferredCluster'),
      () => loop.output(),
    );
    expect(message('prod', 'Held')).toMatch(/set by kubectl-patch at 20\d\d-/);
    await until(
      () => remote('show', 'adopt/prod:prod/shop.yaml').includes('action: Relocate'),
      () => loop.output(),
    );
    expect(remote('rev-list', '--count', `${main.trim()}..adopt/prod`).trim()).toBe('2');
    expect(remote('rev-parse', 'main').trim()).toBe(without.split(':').at(-1));
    const events = getAt(get('events', '-n', home), ['items']);
    const reasons = (isArray(events) ? events : []).map((event) => getString(event, ['reason']));
    expect(reasons.sort()).toEqual(['Adopted', 'Adopted', 'OperationHeld', 'OperationHeld']);
    expect(get('drpc', 'cart', '-n', 'loop-shop').spec).toMatchObject({ action: 'Relocate' });
    apply(topologySync('prod', clusters));
  });

  it('puts drift back, and stops at a lint error only what it touches', async () => {
    kubectl(['label', 'namespace', 'loop-shop', 'team=nobody', '--overwrite']);
    write('prod/broken.yaml', brokenDrpc);
    push('protect something by a policy that is not there');
    await until(
      () => condition('prod', 'Ready') === 'False Blocked',
      () => loop.output(),
    );
    await until(
      () => getString(get('namespace', 'loop-shop'), ['metadata', 'labels', 'team']) === 'green',
      () => loop.output(),
    );
    expect(message('prod', 'Ready')).toContain('drpc/loop-shop/broken: lint: unknown-policy');
    expect(isThere('drpc', 'broken', '-n', 'loop-shop')).toBe(false);
    rmSync(join(folder, 'work', 'prod/broken.yaml'));
    const mended = push('mend it');
    await until(
      () => applied('prod') === mended,
      () => loop.output(),
    );
  });

  it('does nothing while suspended', async () => {
    apply(
      topologySync('prod', { managedClusters: [managed('loop-dr1'), managed('loop-dr2')], suspend: true }),
    );
    await until(
      () => condition('prod', 'Ready') === 'Unknown Suspended',
      () => loop.output(),
    );
    kubectl(['label', 'namespace', 'loop-shop', 'team=yellow', '--overwrite']);
    apply(
      topologySync('prod', { managedClusters: [managed('loop-dr1'), managed('loop-dr2')], suspend: false }),
    );
    await until(
      () => condition('prod', 'Ready') === 'True Applied',
      () => loop.output(),
    );
  });

  it('only looks, in mode observe', async () => {
    write('watched/namespace.yaml', namespace('loop-watched'));
    const revision = push('a namespace');
    apply(topologySync('watched', { mode: 'observe' }));
    await until(
      () => condition('watched', 'Ready') === 'True Observed',
      () => loop.output(),
    );
    await nextPass('watched');
    expect(sync('watched').status).toMatchObject({ lastAttemptedRevision: revision, summary: { create: 1 } });
    expect(applied('watched')).toBeUndefined();
    expect(isThere('namespace', 'loop-watched')).toBe(false);
  });

  it('stalls on a hub that is another one, and on SSH without known hosts', async () => {
    write('stranger/namespace.yaml', namespace('loop-stranger'));
    push('another namespace');
    apply(topologySync('stranger', { hub: { id: 'some-other-cluster' } }));
    apply(topologySync('ssh', { source: { url: 'ssh://git@127.0.0.1:1/dr.git', ref: { branch: 'main' } } }));
    await until(
      () => condition('stranger', 'Stalled') === 'True WrongHub',
      () => loop.output(),
    );
    await until(
      () => condition('ssh', 'Stalled') === 'True CredentialsMissing',
      () => loop.output(),
    );
    expect(condition('stranger', 'Ready')).toBe('False WrongHub');
    expect(message('stranger', 'Ready')).toContain(hubId);
    expect(isThere('namespace', 'loop-stranger')).toBe(false);
  });

  it('works for the others while a managed cluster does not answer', async () => {
    write('partial/namespace.yaml', namespace('loop-partial'));
    write('partial/class.yaml', storageClass);
    const revision = push('with a cluster that is gone');
    apply(topologySync('partial', { managedClusters: [managed('loop-dead'), managed('loop-dr1')] }));
    await until(
      () => applied('partial') === revision,
      () => loop.output(),
    );
    expect(isThere('namespace', 'loop-partial')).toBe(true);
    expect(sync('partial').status).toMatchObject({
      summary: { unreachable: 1 },
      clusters: [
        { name: 'loop-dead', state: 'unreachable' },
        { name: 'loop-dr1', state: 'reachable' },
      ],
    });
    // Nothing is to be watched for those that are stalled, and who does not answer is not the hub.
    const watched = ['partial', 'prod', 'watched'].map((name) => `[+]watches ${home}/${name} ok`);
    const { status, text } = await ready();
    expect(
      text
        .split('\n')
        .filter((line) => line.includes('watches'))
        .sort(),
    ).toEqual(watched);
    expect(status).toBe(200);
  });

  it('says what does not work now, and goes on by itself', async () => {
    const source = { url: `file://${join(folder, 'later.git')}`, ref: { branch: 'main' }, path: 'watched' };
    apply(topologySync('late', { source, mode: 'observe' }));
    await until(
      () => condition('late', 'Ready') === 'False FetchFailed',
      () => loop.output(),
    );
    expect(condition('late', 'Reconciling')).toBe('True ProgressingWithRetry');
    git('clone', '-q', '--bare', join(folder, 'remote.git'), join(folder, 'later.git'));
    await until(
      () => condition('late', 'Ready') === 'True Observed',
      () => loop.output(),
    );
    // The forge is gone again: what was fetched is still looked after.
    rmSync(join(folder, 'later.git'), { recursive: true });
    await until(
      () => condition('late', 'Ready') === 'False FetchFailed',
      () => loop.output(),
    );
    expect(message('late', 'Ready')).toContain('working on with main@sha1:');
    expect(sync('late').status).toMatchObject({ summary: { create: 1 } });
  });

  it('says what is wrong with a source, and not its password', async () => {
    const password = canaries['password of the forge'];
    const secret = (name: string, stringData: JsonObject): Json => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: home },
      stringData,
    });
    apply(secret('forge', { username: 'bot', password }));
    apply(secret('forge-ssh', { identity: canaries['SSH identity'], known_hosts: 'nobody' }));
    apply(secret('no-kubeconfig', { value: `users: [{ token: ${canaries['broken kubeconfig']}` }));
    const ref = { branch: 'main' };
    const https = 'https://127.0.0.1:1/dr.git';
    const inUrl = https.replace('//', `//bot:${encodeURIComponent(canaries['password in a URL'])}@`);
    apply(topologySync('with-password', { source: { url: https, ref, secretRef: { name: 'forge' } } }));
    apply(topologySync('in-url', { source: { url: inUrl, ref } }));
    const ssh = 'ssh://git@127.0.0.1:1/dr.git';
    apply(topologySync('with-key', { source: { url: ssh, ref, secretRef: { name: 'forge-ssh' } } }));
    const broken = { name: 'loop-dr1', kubeconfig: { secretRef: { name: 'no-kubeconfig' } } };
    apply(topologySync('no-kubeconfig', { managedClusters: [broken] }));
    for (const name of ['with-password', 'in-url', 'with-key', 'no-kubeconfig']) {
      await until(
        () => /^(?:False|True) \w/.test(condition(name, 'Ready')),
        () => loop.output(),
      );
    }
    const statuses = ['with-password', 'in-url', 'with-key', 'no-kubeconfig'].map(
      (name): [string, string] => [name, JSON.stringify(sync(name).status)],
    );
    expect(findTraces(canaries, [...statuses, ['log', loop.output()]])).toEqual([]);
    const events = kubectl(['get', 'events', '-n', home, '-o', 'json']);
    expect(findTraces(canaries, [['events', events]])).toEqual([]);
  });

  it('ends on SIGTERM with exit status 0 after the writes under way, and has told no secret', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `loop-many-${index}`);
    write('many/namespaces.yaml', names.map(namespace).join('---\n'));
    push('many');
    apply(topologySync('many', {}));
    const many = () =>
      loop.lines().filter((line) => line.message === 'object applied' && line.sync === `${home}/many`);
    await until(
      () => many().length > 0,
      () => loop.output(),
      1,
    );
    expect(await loop.end('SIGTERM')).toBe(0);
    const live = kubectl(['get', 'namespace', '-o', 'name']).split('\n');
    expect(live.filter((name) => name.startsWith('namespace/loop-many-')).sort()).toEqual(
      many()
        .map((line) => String(line.object))
        .sort(),
    );
    const output = loop.output();
    expect(loop.lines().at(-1)).toMatchObject({ message: 'loop ended', signal: 'SIGTERM' });
    expect(output.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
    expect(output.trimEnd().split('\n')).toHaveLength(loop.lines().length);
    const told = `${output}${kubectl(['get', 'topologysync', '-n', home, '-o', 'json'])}`;
    const token =
      /"token":"([^"]+)"/.exec(readFileSync(join(folder, 'kubeconfig'), 'utf8'))?.[1] ?? 'no token';
    const values = ['example-secret-of-dr1', 'example-key-of-dr2'];
    for (const secret of [server?.token ?? '', 'secret-of-the-dead', token, ...values, ...values.map(base64)])
      expect(told).not.toContain(secret);
    expect(told).not.toContain('bug in ramen-sync');
    expect(told).not.toContain('InternalError');
  });
});

const canaries = {
  'password of the forge': canary('forge'),
  'SSH identity': canary('identity'),
  'password in a URL': canary('url'),
  'broken kubeconfig': canary('kubeconfig'),
};

async function until(isSo: () => boolean, explain: () => string, everyMs = 250): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`it did not come to that:\n${explain().slice(-6000)}`);
    await new Promise((done) => setTimeout(done, everyMs));
  }
}

/** A port that accepts and never replies. */
function listen(): Promise<Server> {
  const listener = createServer((socket) => socket.on('error', () => undefined).resume());
  return new Promise((done) => {
    listener.listen(0, '127.0.0.1', () => done(listener));
    listener.unref();
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function namespace(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`;
}

const storageClass = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: loop-rbd
  labels: { ramendr.openshift.io/storageid: loop }
  annotations: { ramen-sync.io/cluster: loop-dead }
provisioner: example.com/none
`;

const topology = `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: loop-dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: loop-dr2 }
spec: { s3ProfileName: minio-on-dr2 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: loop-p5m }
spec: { drClusters: [loop-dr1, loop-dr2], schedulingInterval: 5m }
`;

function shop(team: string): string {
  return `apiVersion: v1
kind: Namespace
metadata: { name: loop-shop, labels: { team: ${team} } }
---
${placement('cart')}---
${drpc('cart', 'loop-p5m')}`;
}

function placement(name: string): string {
  return `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: ${name}
  namespace: loop-shop
  annotations: { cluster.open-cluster-management.io/experimental-scheduling-disable: "true" }
spec: { clusterSets: [default], numberOfClusters: 1 }
`;
}

const brokenDrpc = drpc('broken', 'no-such-policy');

function drpc(name: string, policy: string): string {
  return `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: ${name}, namespace: loop-shop }
spec:
  preferredCluster: loop-dr1
  drPolicyRef: { name: ${policy} }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: ${name} } }
`;
}
