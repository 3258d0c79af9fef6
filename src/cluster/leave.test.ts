import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer, type Handler, type HttpFake, startHttpFake } from '../../test/support/http-fake.ts';
import type { JsonObject } from '../model/json.ts';
import type { Leave } from '../ports/leave.ts';

const apiVersion = 'ramendr.openshift.io/v1alpha1';
const key = { apiVersion, kind: 'DRPolicy', name: 'p1' };
const live: JsonObject = { ...key, metadata: { name: 'p1', uid: 'u1', resourceVersion: '7' } };
const intent = { apiVersion, kind: 'DRPolicy', metadata: live.metadata ?? {} };

let over: AbortController;
let fake: HttpFake;
let handler: Handler;
/** What happens when the client asks for leave. */
let asked: () => void;
beforeEach(async () => {
  over = new AbortController();
  handler = (_, response) => answer(response, 200, live);
  asked = () => {};
  const leave: Leave = {
    isValid: () => {
      asked();
      return !over.signal.aborted;
    },
    ended: over.signal,
    writeTimeoutMs: 4000,
  };
  fake = await startHttpFake((...args) => handler(...args), { leave });
});
afterEach(() => fake.stop());

const writes = (): readonly string[] => fake.requests.filter((request) => !request.startsWith('GET'));

it('tells the server when to give a write up, and a read nothing', async () => {
  await fake.cluster.apply(intent, { dryRun: false });
  await fake.cluster.remove(key, { uid: 'u1', resourceVersion: '7' });
  await fake.cluster.get(key);
  const [apply, remove, get] = fake.requests;
  expect(apply).toMatch(/^PATCH .*[?&]timeout=4s$/);
  expect(remove).toMatch(/^DELETE [^?]*\?timeout=4s$/);
  expect(get).not.toContain('timeout');
});

it('reads, asks and rehearses without leave, and writes nothing', async () => {
  over.abort();
  await fake.cluster.get(key);
  await fake.cluster.apply(intent, { dryRun: true });
  for (const write of [
    () => fake.cluster.apply(intent, { dryRun: false }),
    () => fake.cluster.create(intent, { dryRun: false }),
    () => fake.cluster.mergePatch(key, {}, { dryRun: false, subresource: 'status' }),
    () => fake.cluster.remove(key, { uid: 'u1', resourceVersion: '7' }),
  ]) {
    await expect(write()).rejects.toMatchObject({ message: 'the leave to write has ended' });
  }
  expect(writes()).toHaveLength(1);
});

it('asks when the connection stands, not before: what ended while it was made sends nothing', async () => {
  // The first question comes on a connection that is there.
  asked = () => over.abort();
  const error = await fake.cluster.apply(intent, { dryRun: false }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: 'the leave to write has ended', undecided: false });
  expect(writes()).toEqual([]);
});

it('breaks off a write that is under way when it ends, and says that it may have been carried out', async () => {
  handler = () => over.abort();
  const error = await fake.cluster.apply(intent, { dryRun: false }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: 'the leave to write has ended', undecided: true });
  expect(writes()).toHaveLength(1);
});

it('does not send a second time what failed while it ended', async () => {
  handler = (request) => {
    over.abort();
    request.socket.destroy();
  };
  await expect(fake.cluster.apply(intent, { dryRun: false })).rejects.toMatchObject({ undecided: true });
  expect(writes()).toHaveLength(1);
});
