import { createHmac } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../serve/http-server.ts';
import { Receivers } from './receivers.ts';
import { LARGEST_BODY, webhookHandler } from './webhook-handler.ts';

type Headers = Readonly<Record<string, string | readonly string[]>>;

const key = 'whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=';
const now = Date.parse('2026-11-21T10:00:00Z');
const body = '{"ref":"refs/heads/main"}';
const prod = '/hook/ramen-sync/prod';
const json = { 'Content-Type': 'application/json' };

/** A real server on loopback, asked as nobody should ask it. */
describe('the webhook receiver', () => {
  let server: RunningServer;
  let woken: string[] = [];
  let told: string[] = [];
  let asked = 0;
  const events = new EventEmitter();
  const receivers = new Receivers();

  beforeAll(async () => {
    const handler = webhookHandler({
      find: (namespace, name) => {
        asked += 1;
        return receivers.find(namespace, name);
      },
      wake: (uid) => woken.push(uid),
      seen: (result, sync) => {
        told.push([result, ...(sync === undefined ? [] : [sync])].join(' '));
        events.emit('told');
      },
      now: () => now,
    });
    server = await startServer({ host: '127.0.0.1', port: 0 }, handler, {
      requestMs: 300,
      connections: 20,
      closeMs: 50,
    });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    woken = [];
    told = [];
    asked = 0;
    for (const name of ['prod', 'test'])
      receivers.learn({ metadata: { namespace: 'ramen-sync', name, uid: `uid-${name}` } }, key);
  });

  function post(path: string, headers: Headers, text = body, method = 'POST'): Promise<number> {
    return new Promise((done, fail) => {
      const request = httpRequest(server.url, {
        path,
        method,
        headers: { ...json, ...headers },
        agent: false,
      });
      request.once('response', (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      });
      request.once('error', fail);
      request.end(text);
    });
  }

  /** Bytes as they are, and more of them a byte at a time; answers everything that comes back until the server closes. */
  async function raw(bytes: string, more = ''): Promise<string> {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    socket.on('error', () => undefined);
    socket.write(bytes);
    const drip = setInterval(() => more !== '' && socket.write(more), 20);
    await once(socket, 'close');
    clearInterval(drip);
    return text;
  }

  it.each<readonly [string, Headers]>([
    ['GitHub', github('a')],
    ['GitLab with a signing token, or anybody by Standard Webhooks', standard('msg-1')],
    ['GitLab with the older secret token', { 'X-Gitlab-Token': key }],
    [
      'a sender between two keys',
      standard('msg-2', { signature: `v1,${'A'.repeat(43)}= ${sign('msg-2', now)}` }),
    ],
  ])('wakes the one TopologySync that is named: %s', async (_, headers) => {
    expect(await post(prod, headers, 'X-Hub-Signature-256' in headers ? 'a' : body)).toBe(202);
    expect(woken).toEqual(['uid-prod']);
    expect(told).toEqual(['accepted ramen-sync/prod']);
  });

  it.each<readonly [string, Headers]>([
    ['the signature of another body', github('something else')],
    ['the signature by another key', github(body, 'another key')],
    ['a zero signature', { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` }],
    ['a token that is only the beginning', { 'X-Gitlab-Token': key.slice(0, -1) }],
    ['a token and more', { 'X-Gitlab-Token': `${key}x` }],
    ['the id of another message', standard('msg-3', { id: 'msg-4' })],
    ['another time than was signed', standard('msg-5', { time: now / 1000 + 1 })],
    [
      'the key as it is written, not as it is meant',
      standard('msg-6', { signature: sign('msg-6', now, key) }),
    ],
    ['a right token beside a wrong signature', { ...github('else'), 'X-Gitlab-Token': key }],
    ['a right token beside a signature that is none', { 'webhook-signature': 'v1,x', 'X-Gitlab-Token': key }],
    ['the old SHA-1 signature', { 'X-Hub-Signature': `sha1=${'0'.repeat(40)}` }],
    ['two signatures in two headers', { 'X-Hub-Signature-256': [digest(body), digest(body)] }],
    ['nothing', {}],
  ])('refuses %s', async (_, headers) => {
    expect(await post(prod, headers)).toBe(401);
    expect(woken).toEqual([]);
  });

  it.each([301, -301, 86_400])('refuses a signature that is %d seconds off', async (seconds) => {
    const time = now / 1000 + seconds;
    const headers = standard('late', { time, signature: sign('late', time * 1000) });
    expect(await post(prod, headers)).toBe(401);
    expect(told).toEqual(['stale']);
  });

  it.each<readonly [string, Headers]>([
    ['GitHub', github(body)],
    ['Standard Webhooks', standard('msg-7')],
  ])('does nothing for what it has seen before: %s', async (_, headers) => {
    expect(await post(prod, headers)).toBe(202);
    expect(await post(prod, headers)).toBe(200);
    expect(woken).toEqual(['uid-prod']);
    // Another TopologySync of the same repository is told the same by the forge.
    expect(await post('/hook/ramen-sync/test', headers)).toBe(202);
  });

  it('answers the same whether nobody, or somebody with another key, is called so', async () => {
    expect(await post('/hook/ramen-sync/nobody', github(body))).toBe(401);
    expect(await post('/hook/ramen-sync/nobody', { 'X-Gitlab-Token': key })).toBe(401);
    expect(await post(prod, github(body, 'another key'))).toBe(401);
    expect(told).toEqual(['bad-signature', 'bad-signature', 'bad-signature']);
  });

  it('no longer knows whose Secret, or TopologySync, is gone', async () => {
    receivers.learn({ metadata: { namespace: 'ramen-sync', name: 'test', uid: 'uid-test' } }, undefined);
    expect(await post('/hook/ramen-sync/test', standard('msg-8'))).toBe(401);
    receivers.keep([]);
    expect(await post(prod, standard('msg-9'))).toBe(401);
  });

  it.each([
    '/hook/ramen-sync/prod/',
    '/hook//ramen-sync/prod',
    '/hook/ramen-sync/../ramen-sync/prod',
    '/hook/ramen-sync%2Fprod',
    '/hook/ramen%2dsync/prod',
    '/hook/ramen-sync/prod?x=1',
    '/hook/ramen-sync/prod#x',
    '/hook/Ramen-Sync/prod',
    '/hook/ramen-sync',
    '/hook/__proto__/constructor',
    'http://elsewhere.example/hook/ramen-sync/prod',
    '/metrics',
    '/',
  ])('knows no other way to write its path: %s', async (path) => {
    expect(await post(path, standard('path'))).toBe(404);
    expect([woken, asked]).toEqual([[], 0]);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'multipart/form-data',
    '',
  ])('takes no body of type "%s", which a web page could send', async (type) => {
    expect(await post(prod, { ...standard('type'), 'Content-Type': type })).toBe(415);
    expect([woken, asked]).toEqual([[], 0]);
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('answers no %s', async (method) => {
    expect(await post(prod, standard('method'), '', method)).toBe(405);
  });

  it('refuses by the length that is announced, without reading', async () => {
    const head = `POST ${prod} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Gitlab-Token: ${key}\r\n`;
    const reply = await raw(`${head}Content-Length: ${LARGEST_BODY + 1}\r\n\r\n{`);
    expect(reply).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close/i);
    expect(asked).toBe(0);
  });

  it('stops reading a body without a length where it gets too large', async () => {
    const large = Buffer.alloc(LARGEST_BODY + 1, ' ').toString('latin1');
    const headers = { ...github(large), 'Transfer-Encoding': 'chunked' };
    expect(await post(prod, headers, large).catch(() => 413)).toBe(413);
    expect([woken, told]).toEqual([[], ['too-large']]);
  });

  it('gives up on a body that comes byte by byte', async () => {
    const head = `POST ${prod} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    await Promise.all([
      once(events, 'told'),
      raw(`${head}X-Hub-Signature-256: ${digest(body)}\r\nContent-Length: 1000000\r\n\r\n{`, ' '),
    ]);
    expect([woken, told]).toEqual([[], ['cut-off']]);
  });

  it('gives up on headers that come byte by byte, and on those that never end', async () => {
    expect(await raw('POST /hook', 'k')).toMatch(/^HTTP\/1\.1 408/);
    expect(await raw(`POST ${prod} HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`)).toMatch(/^HTTP\/1\.1 431/);
  });

  it('does not let one request carry another', async () => {
    const inner = `POST ${prod} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const head = `POST ${prod} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    const both = `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`;
    expect(await raw(both)).toMatch(/^HTTP\/1\.1 400/);
    expect([woken, told]).toEqual([[], []]);
  });

  it('works on while others hold connections open', async () => {
    const { hostname, port } = new URL(server.url);
    const idle = Array.from({ length: 30 }, () =>
      connect(Number(port), hostname)
        .on('error', () => undefined)
        .resume(),
    );
    await Promise.all(idle.map((socket) => once(socket, 'close')));
    expect(await post(prod, standard('after'))).toBe(202);
  });
});

function digest(text: string, secret = key): string {
  return `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
}

function github(text: string, secret = key): Headers {
  return { 'X-Hub-Signature-256': digest(text, secret), 'X-GitHub-Event': 'push' };
}

/** As Standard Webhooks signs, with the bytes that `key` stands for. */
function sign(id: string, milliseconds: number, secret: string | Buffer = Buffer.alloc(32, 'test')): string {
  const signed = `${id}.${milliseconds / 1000}.${body}`;
  return `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`;
}

function standard(
  id: string,
  more: { readonly id?: string; readonly time?: number; readonly signature?: string } = {},
): Headers {
  return {
    'webhook-id': more.id ?? id,
    'webhook-timestamp': String(more.time ?? now / 1000),
    'webhook-signature': more.signature ?? sign(id, now),
  };
}
