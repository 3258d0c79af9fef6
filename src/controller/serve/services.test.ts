import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { jsonLog } from '../log.ts';
import { parseBindAddress } from './bind-address.ts';
import { Services } from './services.ts';

const prod = { metadata: { name: 'prod', namespace: 'n', uid: 'uid-prod' } };

describe('Services', () => {
  const open: Services[] = [];
  afterEach(() => Promise.all(open.splice(0).map((services) => services.close())));

  async function start() {
    const log: string[] = [];
    const stop = new AbortController();
    let time = 1_000_000;
    const services = new Services({
      log: jsonLog({ write: (line) => log.push(line), now: () => time, quiet: false }),
      now: () => time,
      signal: stop.signal,
    });
    open.push(services);
    const bind = { host: '127.0.0.1', port: 0 };
    await services.start({ metrics: bind, health: bind, webhook: bind });
    await services.lead(true);
    const urlOf = (what: string): string => {
      const said = log
        .map((line) => JSON.parse(line))
        .findLast(({ message }) => message === `listening for ${what}`);
      return said?.url ?? 'http://127.0.0.1:1';
    };
    const ask = async (what: string, path: string, init?: RequestInit) => {
      const response = await fetch(`${urlOf(what)}${path}`, init);
      const type = response.headers.get('content-type');
      return { status: response.status, type, text: await response.text() };
    };
    return { services, log, stop, ask, pass: (ms: number) => (time += ms) };
  }

  it('is alive at once, ready once it has seen its objects and every part says so, and not while it ends', async () => {
    const { services, stop, ask } = await start();
    const ready = async () => (await ask('health', '/readyz')).text;
    expect(await ask('health', '/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    expect(await ask('health', '/readyz')).toMatchObject({ status: 503 });
    services.observer.watching(prod, { why: 'not yet' });
    services.observer.present([prod]);
    expect(await ready()).toBe('[+]topologysyncs ok\n[-]watches n/prod: not yet\nnot ready\n');
    services.observer.watching(prod, {});
    expect(await ask('health', '/readyz')).toMatchObject({ status: 200 });
    services.observer.watching(prod, { why: 'no answer' });
    expect(await ready()).toContain('[-]watches n/prod: no answer\nnot ready');
    services.observer.hubLost('no answer');
    expect(await ready()).toContain('[-]topologysyncs: no answer');
    services.observer.present([prod]);
    services.observer.watching(prod, undefined);
    expect(await ready()).toBe('[+]topologysyncs ok\nready\n');
    stop.abort('SIGTERM');
    expect(await ask('health', '/readyz')).toMatchObject({ status: 503 });
    expect(await ask('health', '/healthz')).toMatchObject({ status: 200 });
  });

  it('serves metrics on their own address, as OpenMetrics, and nothing else there', async () => {
    const { services, ask } = await start();
    services.observer.passEnded(prod, { kind: 'suspended' }, { started: 0, ended: 0 });
    const { status, type, text } = await ask('metrics', '/metrics?x');
    expect([status, type]).toEqual([200, 'application/openmetrics-text; version=1.0.0; charset=utf-8']);
    expect(text).toContain('ramen_sync_suspended{sync_namespace="n",sync="prod"} 1\n');
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d+$/m);
    expect((await ask('metrics', '/metrics', { method: 'POST' })).status).toBe(405);
    for (const path of ['/', '/healthz', '/constructor', '/metrics/', '/hook/n/prod'])
      expect((await ask('metrics', path)).status, path).toBe(404);
  });

  it('counts webhooks, wakes what they name, and does not let refused ones fill the log', async () => {
    const { services, log, ask, pass } = await start();
    services.webhookKey(prod, 'key');
    const post = (signature: string) =>
      ask('webhooks', '/hook/n/prod', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': `sha256=${signature}` },
        body: 'b',
      });
    expect(services.nudges.take('uid-prod', 0)).toBe(false);
    expect((await post(createHmac('sha256', 'key').update('b').digest('hex'))).status).toBe(202);
    expect(services.nudges.take('uid-prod', 20_000)).toBe(true);
    expect(services.nudges.take('uid-prod', 40_000)).toBe(false);
    for (let count = 0; count < 3; count += 1) await post('0'.repeat(64));
    pass(60_000);
    await post('0'.repeat(64));
    const { text } = await ask('metrics', '/metrics');
    expect(text).toContain('ramen_sync_webhook_requests_total{result="accepted"} 1\n');
    expect(text).toContain('ramen_sync_webhook_requests_total{result="bad-signature"} 4\n');
    expect(log.filter((line) => line.includes('webhook accepted'))).toHaveLength(1);
    expect(log.filter((line) => line.includes('webhook refused'))).toHaveLength(2);
  });

  it('takes webhooks only while it leads: who stands by refuses the connection', async () => {
    const { services, ask } = await start();
    const knock = () =>
      ask('webhooks', '/').then(
        ({ status }) => status,
        () => 'refused',
      );
    expect(await knock()).toBe(404);
    await services.lead(false);
    expect(await knock()).toBe('refused');
    expect(await ask('health', '/readyz')).toMatchObject({ status: 200 });
    expect((await ask('metrics', '/metrics')).text).toContain('ramen_sync_leader 0\n');
    await services.lead(true);
    expect(await knock()).toBe(404);
  });

  it('says where it cannot listen', async () => {
    const { services } = await start();
    await expect(services.start({ health: { host: '192.0.2.1', port: 1 } })).rejects.toThrow(
      /^cannot listen on 192\.0\.2\.1:1: .*EADDRNOTAVAIL/,
    );
  });
});

describe('parseBindAddress', () => {
  it.each([
    ['0.0.0.0:8080', { host: '0.0.0.0', port: 8080 }],
    [':8080', { port: 8080 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['localhost:65535', { host: 'localhost', port: 65_535 }],
    ['8080', undefined],
    ['a:b:1', undefined],
    [':65536', undefined],
    ['host:', undefined],
  ])('%s', (text, bind) => {
    expect(parseBindAddress(text)).toEqual(bind);
  });
});
