import { describe, expect, it } from 'vitest';
import { garbageCollector } from './garbage-collector.ts';

describe('the garbage collector', () => {
  it('collects what nobody holds', async () => {
    const dropped = new WeakRef({ is: 'dropped' });
    // What a WeakRef was made of, or has answered, stays until the end of the turn.
    await new Promise((done) => setImmediate(done));
    garbageCollector()();
    expect(dropped.deref()).toBeUndefined();
  });
});
