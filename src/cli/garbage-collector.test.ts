import { describe, expect, it } from 'vitest';
import { garbageCollector } from './garbage-collector.ts';

/** What a WeakRef was made of, or has answered, stays until the end of the turn. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('the garbage collector', () => {
  it('collects what nobody holds, and again when as much has come together', async () => {
    const collect = garbageCollector();
    const dropped = () => new WeakRef({ is: 'dropped' });
    const first = dropped();
    await turn();
    collect();
    expect(first.deref()).toBeUndefined();
    const second = dropped();
    const heap = process.memoryUsage().heapUsed;
    const alive: number[][] = [];
    while (process.memoryUsage().heapUsed < heap * 3) alive.push(new Array(10_000).fill(0.5));
    await turn();
    collect();
    expect(second.deref()).toBeUndefined();
    expect(alive.length).toBeGreaterThan(0);
  });
});
