import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answer,
  type Handler,
  type HttpFake,
  startHttpFake,
  statusOf,
  writeKubeconfig,
} from '../../test/support/http-fake.ts';
import { ClusterError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import { resourceVersionOf } from '../model/live-object.ts';
import { connectCluster } from './connect.ts';

const apiVersion = 'ramendr.openshift.io/v1alpha1';
const policy: JsonObject = {
  apiVersion,
  kind: 'DRPolicy',
  metadata: { name: 'p1', uid: 'u1', resourceVersion: '7' },
  spec: {},
};
const key = { apiVersion, kind: 'DRPolicy', name: 'p1' };
const unversioned: JsonObject = { ...policy, metadata: { name: 'p1' } };

const running: HttpFake[] = [];
afterEach(async () => {
  for (const fake of running.splice(0)) await fake.stop();
});

async function start(handler: Handler, options: Parameters<typeof startHttpFake>[1] = {}): Promise<HttpFake> {
  const fake = await startHttpFake(handler, options);
  running.push(fake);
  return fake;
}

/** Each request gets the next handler, the last one stays. */
function inTurn(...handlers: Handler[]): Handler {
  let index = 0;
  return (...args) => {
    handlers[Math.min(index, handlers.length - 1)]?.(...args);
    index += 1;
  };
}

const good: Handler = (_, response) => answer(response, 200, policy);
const reset: Handler = (request) => void request.socket.destroy();
const broken: Handler = (_, response) =>
  answer(response, 500, statusOf(500, 'InternalError', 'etcd is down'));
const cutOff: Handler = (request, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"kind":');
  setImmediate(() => request.socket.destroy());
};

async function errorOf(promise: Promise<unknown>): Promise<ClusterError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ClusterError) return error;
  throw new Error(`no ClusterError but ${error}`);
}

describe('reads', () => {
  it.each([
    ['a reset', reset],
    ['a 500', broken],
    ['an answer that breaks off', cutOff],
  ])('are sent again after %s', async (_, fault) => {
    const fake = await start(inTurn(fault, fault, good));
    expect(await fake.cluster.get(key)).toEqual(policy);
    expect(fake.requests).toHaveLength(3);
    expect(fake.pauses).toEqual([400, 800]);
  });

  it('give up after six attempts, with the words of the last answer', async () => {
    const fake = await start(broken);
    const error = await errorOf(fake.cluster.get(key));
    expect(error).toMatchObject({ reason: 'server', status: 500 });
    expect(error.message).toBe('hub did not get drpolicies.ramendr.openshift.io "p1": etcd is down');
    expect(fake.requests).toHaveLength(6);
  });

  it('wait as long as Retry-After says', async () => {
    const throttled: Handler = (_, response) =>
      answer(response, 429, statusOf(429, 'TooManyRequests', 'slow'), { 'retry-after': '3' });
    const fake = await start(inTurn(throttled, good));
    expect(await fake.cluster.get(key)).toEqual(policy);
    expect(fake.pauses).toEqual([3000]);
  });

  it('do not wait beyond the deadline', async () => {
    const throttled: Handler = (_, response) =>
      answer(response, 429, statusOf(429, 'TooManyRequests', 'slow'), { 'retry-after': '3600' });
    const fake = await start(throttled);
    expect(await errorOf(fake.cluster.get(key))).toMatchObject({
      reason: 'throttled',
      retryAfterSeconds: 3600,
    });
    expect(fake.pauses).toEqual([]);
  });

  it('answer undefined for what is not there, and for a kind that is not served', async () => {
    const fake = await start((_, response) => answer(response, 404, statusOf(404, 'NotFound', 'no')));
    expect(await fake.cluster.get(key)).toBeUndefined();
    expect(await fake.cluster.get({ ...key, kind: 'Widget' })).toBeUndefined();
    expect(fake.requests).toHaveLength(1);
  });

  it('say so when the answer is not JSON, without repeating it', async () => {
    const fake = await start((_, response) => response.end('<html>token=abc</html>'));
    const error = await errorOf(fake.cluster.get(key));
    expect(error.message).toContain('not JSON');
    expect(error.message).not.toContain('abc');
  });

  it.each([{}, { kind: 'Status', status: 'Success' }, []])('do not take %j for an object', async (json) => {
    const fake = await start((_, response) => answer(response, 200, json));
    expect((await errorOf(fake.cluster.get(key))).message).toContain('the answer holds no object');
  });

  it('do not follow a redirect', async () => {
    const other = await start(good);
    const fake = await start((_, response) => void response.writeHead(307, { location: other.url }).end());
    expect((await errorOf(fake.cluster.get(key))).message).toContain('HTTP 307');
    expect(other.requests).toEqual([]);
  });

  it('end when the caller aborts, and the queue goes on', async () => {
    const fake = await start(inTurn(() => undefined, good));
    const controller = new AbortController();
    const write = errorOf(fake.cluster.apply(policy, { dryRun: false, signal: controller.signal }));
    await expect.poll(() => fake.requests.length).toBe(1);
    controller.abort();
    expect(await write).toMatchObject({ reason: 'unknown', message: 'interrupted' });
    expect(await fake.cluster.get(key)).toEqual(policy);
  });
});

describe('writes', () => {
  it('are sent again only where they carry a version, or nothing is persisted', async () => {
    const unsafe = await start(inTurn(reset, good));
    expect(await errorOf(unsafe.cluster.apply(unversioned, { dryRun: false }))).toMatchObject({
      reason: 'unreachable',
    });
    const lost = await start(reset);
    expect(await errorOf(lost.cluster.create(unversioned, { dryRun: false }))).toMatchObject({
      reason: 'unreachable',
    });
    expect([unsafe.requests.length, lost.requests.length]).toEqual([1, 1]);
    const safe = await start(inTurn(reset, good, reset, good));
    await safe.cluster.apply(policy, { dryRun: false });
    await safe.cluster.apply(unversioned, { dryRun: true });
    expect(safe.requests).toEqual([
      'PATCH /apis/ramendr.openshift.io/v1alpha1/drpolicies/p1?fieldManager=ramen-sync&fieldValidation=Strict',
      'PATCH /apis/ramendr.openshift.io/v1alpha1/drpolicies/p1?fieldManager=ramen-sync&fieldValidation=Strict',
      'PATCH /apis/ramendr.openshift.io/v1alpha1/drpolicies/p1?fieldManager=ramen-sync&fieldValidation=Strict&dryRun=All',
      'PATCH /apis/ramendr.openshift.io/v1alpha1/drpolicies/p1?fieldManager=ramen-sync&fieldValidation=Strict&dryRun=All',
    ]);
  });

  it.each<[string, Handler, boolean]>([
    ['never comes', () => undefined, true],
    ['is a 504', (_, response) => void response.writeHead(504).end(), true],
    ['is no JSON', (_, response) => void response.end('<html>'), true],
    ['breaks off', cutOff, true],
    ['is a 403', (_, response) => answer(response, 403, statusOf(403, 'Forbidden', 'no')), false],
    ['is a 429', (_, response) => answer(response, 429, statusOf(429, 'TooManyRequests', 'slow')), false],
  ])('say whether they may have been done when the answer %s', async (_, handler, undecided) => {
    const fake = await start(handler, { timeoutMs: 80 });
    const error = await errorOf(fake.cluster.apply(unversioned, { dryRun: false }));
    expect(error.undecided).toBe(undecided);
  });

  it('remember a doubt of an earlier attempt', async () => {
    const refused: Handler = (_, response) => answer(response, 403, statusOf(403, 'Forbidden', 'no'));
    const fake = await start(inTurn(reset, refused));
    const error = await errorOf(fake.cluster.apply(policy, { dryRun: false }));
    expect(error).toMatchObject({ reason: 'forbidden', undecided: true });
  });

  it('tell a failed test of a patch from an invalid result', async () => {
    const refused: Handler = (_, response) =>
      answer(response, 422, statusOf(422, 'Invalid', 'error in our request'));
    const test = (value: string) => [{ op: 'test' as const, path: '/metadata/resourceVersion', value }];
    const fake = await start(inTurn(refused, good));
    expect((await errorOf(fake.cluster.patchJson(key, test('6'), { dryRun: false }))).reason).toBe(
      'conflict',
    );
    const other = await start(inTurn(refused, good));
    expect((await errorOf(other.cluster.patchJson(key, test('7'), { dryRun: false }))).reason).toBe(
      'invalid',
    );
  });

  it("say nothing of a Secret's values", async () => {
    const message =
      'failed to create typed patch object: .stringData.k: expected string, got &value{Value:12}';
    const fake = await start((_, response) => answer(response, 500, { kind: 'Status', message, code: 500 }));
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'n' } };
    const error = await errorOf(fake.cluster.apply(secret, { dryRun: true }));
    expect(error.reason).toBe('invalid');
    expect(error.message).not.toContain('12');
    expect(fake.requests).toHaveLength(1);
  });
});

describe('a cluster that does not answer', () => {
  it('is unreachable after the deadline, and what waits in the queue does not wait it out again', async () => {
    const fake = await start(() => undefined, { timeoutMs: 80 });
    const errors = await Promise.all(Array.from({ length: 200 }, () => errorOf(fake.cluster.get(key))));
    expect(new Set(errors.map((error) => error.reason))).toEqual(new Set(['unreachable']));
    expect(errors[0]?.message).toBe(`no answer from ${fake.url} after 0.08s`);
    expect(fake.requests).toHaveLength(16);
  });

  it('is unreachable too when it stops in the middle of an answer', async () => {
    const fake = await start((_, response) => void response.writeHead(200).write('{'), { timeoutMs: 80 });
    expect((await errorOf(fake.cluster.get(key))).message).toBe(`no answer from ${fake.url} after 0.08s`);
  });

  it('is unreachable when nothing listens, or something that never speaks', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-dead-'));
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const connect = (server: string) =>
      connectCluster({
        name: 'dr1',
        access: { kubeconfig: writeKubeconfig(folder, server, {}) },
        requestTimeoutMs: 80,
      });
    const half = await connect(`https://127.0.0.1:${port}`);
    expect((await errorOf(half.identity())).message).toBe(
      `no answer from https://127.0.0.1:${port} after 0.08s`,
    );
    half.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    const closed = await connect(`https://127.0.0.1:${port}`);
    expect((await errorOf(closed.identity())).message).toContain('refused the connection');
    rmSync(folder, { recursive: true });
  });

  it('counts a credential helper that hangs, and stops it', async () => {
    const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sleep', args: ['600'] } };
    const fake = await start(good, { timeoutMs: 80, user });
    const error = await errorOf(fake.cluster.identity());
    expect(error).toMatchObject({ reason: 'unreachable' });
    expect(error.message).toContain('credential helper "sleep" did not finish after 0.08s');
  });

  it('is unreachable too when its name never resolves, and the name is looked up once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-name-'));
    const asked: string[] = [];
    const cluster = await connectCluster({
      name: 'dr2',
      access: { kubeconfig: writeKubeconfig(folder, 'https://dr2.example:6443', {}) },
      requestTimeoutMs: 80,
      lookup: (hostname) => void asked.push(hostname),
    });
    expect((await errorOf(cluster.identity())).message).toBe(
      'no answer from https://dr2.example:6443 after 0.08s',
    );
    expect(asked).toEqual(['dr2.example']);
    cluster.close();
    rmSync(folder, { recursive: true });
  });

  it('takes what the helper has started down with it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-helper-'));
    const pidFile = join(folder, 'pid');
    const script = `sleep 600 & echo $! > ${pidFile}; wait`;
    const fake = await start(good, {
      timeoutMs: 500,
      user: { exec: { command: 'sh', args: ['-c', script] } },
    });
    await errorOf(fake.cluster.identity());
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it('is left at once when the client is closed', async () => {
    const fake = await start(() => undefined);
    const reading = errorOf(fake.cluster.get(key));
    await expect.poll(() => fake.requests.length).toBe(1);
    fake.cluster.close();
    expect(await reading).toMatchObject({ message: 'interrupted' });
  });

  it('costs one deadline, not one for each idle connection', async () => {
    let isSilent = false;
    const sockets = new Set<Socket>();
    const fake = await start(
      (request, response) => {
        sockets.add(request.socket);
        if (!isSilent) setImmediate(() => answer(response, 200, policy));
      },
      { timeoutMs: 80 },
    );
    await Promise.all(Array.from({ length: 4 }, () => fake.cluster.get(key)));
    expect([...sockets].filter((socket) => !socket.closed).length).toBeGreaterThan(1);
    isSilent = true;
    await errorOf(fake.cluster.get(key));
    await expect.poll(() => [...sockets].filter((socket) => !socket.closed)).toEqual([]);
  });
});

/** Zombies do not count: nobody may have asked for their end yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('credentials', () => {
  it('that are refused are named with the way to renew them, and never shown', async () => {
    const fake = await start((_, response) =>
      answer(response, 401, statusOf(401, 'Unauthorized', 'Unauthorized')),
    );
    const error = await errorOf(fake.cluster.get(key));
    expect(error.message).toBe(
      'hub does not accept the credentials of user "ann" of context "hub" (401): put a fresh token into the kubeconfig (on OpenShift: oc login)',
    );
    expect(fake.requests).toHaveLength(2);
    expect([error.message, ...fake.verbose].join()).not.toContain('very-secret-token');
  });

  it.each([
    ['false', 'failed: run it by hand'],
    ['no-such-program-anywhere', 'is not installed'],
  ])('from helper %s that fails are unauthorized', async (command, words) => {
    const fake = await start(good, { user: { exec: { command } } });
    const error = await errorOf(fake.cluster.get(key));
    expect(error.reason).toBe('unauthorized');
    expect(error.message).toContain(words);
    expect(fake.requests).toHaveLength(0);
  });

  it('from a helper are asked for once', async () => {
    const script = 'echo run >> "$0.log"; echo \'{"status":{"token":"t"}}\'';
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-exec-'));
    const log = join(folder, 'helper');
    const fake = await start(good, { user: { exec: { command: 'sh', args: ['-c', script, log] } } });
    await Promise.all(Array.from({ length: 20 }, () => fake.cluster.get(key)));
    expect(readFileSync(`${log}.log`, 'utf8')).toBe('run\n');
    rmSync(folder, { recursive: true });
  });

  it('that have run out are asked for anew, of helpers and of token files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-renewal-'));
    const file = join(folder, 'token');
    writeFileSync(file, 'first');
    const credential = '{"status":{"token":"%s","expirationTimestamp":"2099-01-01T00:00:00Z"}}';
    const script = `printf '${credential}' "$(cat "$0")"`;
    const token = (header = '') => header.replace('Bearer ', '');
    for (const user of [
      { exec: { command: 'sh', args: ['-c', script, file] } },
      { 'auth-provider': { name: 'tokenFile', config: { tokenFile: file } } },
    ]) {
      writeFileSync(file, 'first');
      const seen: string[] = [];
      const fake = await start(
        (request, response) => {
          seen.push(token(request.headers.authorization));
          if (seen.at(-1) === readFileSync(file, 'utf8')) answer(response, 200, policy);
          else answer(response, 401, statusOf(401, 'Unauthorized', 'Unauthorized'));
        },
        { user },
      );
      await fake.cluster.get(key);
      writeFileSync(file, 'second');
      await fake.cluster.get(key);
      expect(seen).toEqual(['first', 'first', 'second']);
    }
    rmSync(folder, { recursive: true });
  });
});

describe('connections', () => {
  it('are at most 16, and used again', async () => {
    const sockets = new Set<unknown>();
    const fake = await start((request, response) => {
      sockets.add(request.socket);
      setImmediate(() => answer(response, 200, policy));
    });
    await Promise.all(Array.from({ length: 100 }, () => fake.cluster.get(key)));
    expect(sockets.size).toBeLessThanOrEqual(16);
  });
});

const page = (names: string[], token: string) => ({
  metadata: { continue: token, resourceVersion: '9' },
  items: names.map((name) => ({ metadata: { name } })),
});

describe('lists', () => {
  const resource = { apiVersion, kind: 'DRPolicy', plural: 'drpolicies', namespaced: false };

  it('come in pages and say what their items are', async () => {
    const fake = await start(
      inTurn(
        (_, response) => answer(response, 200, page(['a'], 'next')),
        (_, response) => answer(response, 200, page(['b'], '')),
      ),
    );
    expect(await fake.cluster.list(resource)).toEqual([
      { apiVersion, kind: 'DRPolicy', metadata: { name: 'a' } },
      { apiVersion, kind: 'DRPolicy', metadata: { name: 'b' } },
    ]);
    expect(fake.requests).toEqual([
      'GET /apis/ramendr.openshift.io/v1alpha1/drpolicies?limit=500',
      'GET /apis/ramendr.openshift.io/v1alpha1/drpolicies?limit=500&continue=next',
    ]);
  });

  it.each([{}, { kind: 'DRPolicyList' }, { items: null }])(
    'do not take %j for an empty one',
    async (json) => {
      const fake = await start((_, response) => answer(response, 200, json));
      expect((await errorOf(fake.cluster.list(resource))).message).toContain('is no list');
    },
  );

  it('may be empty as Go writes it', async () => {
    const fake = await start((_, response) => answer(response, 200, { kind: 'DRPolicyList', items: null }));
    expect(await fake.cluster.list(resource)).toEqual([]);
  });

  it('start over when the continue token has expired, the last time in one piece', async () => {
    const expired: Handler = (_, response) => answer(response, 410, statusOf(410, 'Expired', 'too old'));
    const first: Handler = (_, response) => answer(response, 200, page(['a'], 'next'));
    const fake = await start(
      inTurn(first, expired, first, expired, (_, response) => answer(response, 200, page(['a', 'b'], ''))),
    );
    expect((await fake.cluster.list(resource)).map((item) => item.metadata)).toEqual([
      { name: 'a' },
      { name: 'b' },
    ]);
    expect(fake.requests.at(-1)).toBe('GET /apis/ramendr.openshift.io/v1alpha1/drpolicies');
  });
});

describe('watches', () => {
  const resource = { apiVersion, kind: 'DRPolicy', plural: 'drpolicies', namespaced: false };
  const line = (type: string, version: string, more: JsonObject = {}) =>
    `${JSON.stringify({ type, object: { kind: 'DRPolicy', metadata: { resourceVersion: version, ...more } } })}\n`;
  const eventsOf = async (fake: HttpFake, resourceVersion?: string): Promise<readonly string[]> => {
    const seen: string[] = [];
    const version = resourceVersion === undefined ? {} : { resourceVersion };
    const options = { ...version, metadataOnly: true, signal: new AbortController().signal };
    for await (const event of fake.cluster.watch(resource, options)) {
      seen.push(`${event.type} ${resourceVersionOf(event.object)}`);
    }
    return seen;
  };

  it('say that they are answered, and what of an event that broke off is no event', async () => {
    const fake = await start(
      inTurn(
        (_, response) => {
          response.write(line('ADDED', '5'));
          response.write(line('BOOKMARK', '8').slice(0, 10));
          setImmediate(() => response.write(line('BOOKMARK', '8').slice(10), () => response.end()));
        },
        (_, response) => response.end(line('ADDED', '9').slice(0, 20)),
        (_, response) =>
          response.end(
            `${JSON.stringify({ type: 'ERROR', object: statusOf(410, 'Expired', 'too old resource version') })}\n`,
          ),
      ),
    );
    expect(await eventsOf(fake, '4')).toEqual(['BOOKMARK 4', 'ADDED 5', 'BOOKMARK 8']);
    expect((await errorOf(eventsOf(fake, '8'))).reason).toBe('unreachable');
    expect((await errorOf(eventsOf(fake, '8'))).reason).toBe('expired');
  });

  it('list first where the server does not stream lists, and ask it for that only once', async () => {
    const refusal = statusOf(422, 'Invalid', 'sendInitialEvents is forbidden for watch');
    const pages: Handler = ({ url = '' }, response) => {
      if (url.includes('sendInitialEvents')) return answer(response, 422, refusal);
      if (!url.includes('watch=true')) return answer(response, 200, page(['a', 'b'], ''));
      response.end(line('MODIFIED', '12'));
    };
    const fake = await start(pages);
    const told = ['ADDED ', 'ADDED ', 'SYNCED 9', 'BOOKMARK 9', 'MODIFIED 12'];
    expect(await eventsOf(fake)).toEqual(told);
    expect(await eventsOf(fake)).toEqual(told);
    expect(fake.requests.filter((request) => request.includes('sendInitialEvents'))).toHaveLength(1);
    const end = { annotations: { 'k8s.io/initial-events-end': 'true' } };
    const streaming = await start((_, response) =>
      response.end(`${line('ADDED', '3')}${line('BOOKMARK', '7', end)}`),
    );
    expect(await eventsOf(streaming)).toEqual(['ADDED 3', 'SYNCED 7']);
  });

  it('ask for fresh credentials the next time where theirs have run out', async () => {
    const denied: Handler = (_, response) =>
      answer(response, 401, statusOf(401, 'Unauthorized', 'Unauthorized'));
    const fake = await start(inTurn(denied, (_, response) => response.end(line('ADDED', '5'))));
    expect((await errorOf(eventsOf(fake, '4'))).reason).toBe('unauthorized');
    expect(await eventsOf(fake, '4')).toEqual(['BOOKMARK 4', 'ADDED 5']);
  });

  it('end when the signal aborts', async () => {
    const controller = new AbortController();
    const fake = await start((_, response) => void response.write(line('ADDED', '5')));
    for await (const _ of fake.cluster.watch(resource, { signal: controller.signal })) controller.abort();
    expect(fake.requests).toHaveLength(1);
  });
});
