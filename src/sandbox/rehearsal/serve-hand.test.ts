import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderKubeconfig } from '../kubeconfig.ts';
import { type Sandbox, startSandbox } from '../start.ts';
import { type ServedHand, serveHand } from './serve-hand.ts';
import { readSandboxTime, tellSandbox } from './tell.ts';

describe('a hand from a second terminal', () => {
  let sandbox: Sandbox;
  let hand: ServedHand;
  const kubeconfig = (): string => renderKubeconfig(sandbox.urls, sandbox.token, hand.url);

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 0, now: Date.parse('2026-01-01T00:00:00Z') });
    hand = await serveHand(sandbox);
  });
  afterAll(() => sandbox.close());

  it('finds the sandbox by its kubeconfig, and gets its answers', async () => {
    expect(await tellSandbox(kubeconfig(), 'advance 1h')).toBe('it is 2026-01-01T01:00:00Z');
    expect(await tellSandbox(kubeconfig(), 'status')).toContain('hub up, dr1 up, dr2 up');
  });

  it('tells the time of the sandbox, and none for another kubeconfig', async () => {
    expect(await readSandboxTime(kubeconfig())).toBe(sandbox.world.now());
    expect(await readSandboxTime(sandbox.kubeconfig)).toBeUndefined();
  });

  it('passes a refusal on, with what to do', async () => {
    await expect(tellSandbox(kubeconfig(), 'advance soon')).rejects.toMatchObject({
      message: 'soon is no time to let pass',
      hint: 'write it as 90s, 1h30m or 30d',
    });
  });

  it('takes no command without the token', async () => {
    const response = await fetch(hand.url, { method: 'POST', body: 'lose dr1' });
    expect(response.status).toBe(401);
    expect(sandbox.network.isCut('dr1')).toBe(false);
  });

  it('says what is wrong with the kubeconfig', async () => {
    await expect(tellSandbox(sandbox.kubeconfig, 'status')).rejects.toThrow('not of a sandbox');
    const text = kubeconfig();
    await hand.close();
    await expect(tellSandbox(text, 'status')).rejects.toThrow('does not run any more');
  });
});
