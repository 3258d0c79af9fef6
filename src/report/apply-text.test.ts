import { describe, expect, it } from 'vitest';
import type { ApplyEvent, ApplyEventType } from '../model/apply-event.ts';
import type { ApplyOutcome, ApplyReport } from '../model/apply-report.ts';
import { renderApplyDone, renderApplyEvent } from './apply-json.ts';
import { advance, type LiveProgress, noProgress, renderLive } from './apply-live.ts';
import { renderApplyLine, renderApplySummary } from './apply-text.ts';
import { plain } from './colour.ts';

const cart = {
  cluster: 'hub',
  apiVersion: 'ramendr.openshift.io/v1alpha1',
  kind: 'DRPlacementControl',
  namespace: 'shop',
  name: 'cart',
};

function event(type: ApplyEventType, more: Partial<ApplyEvent> = {}): ApplyEvent {
  return { time: '2026-11-21T10:42:03.000Z', event: type, object: cart, ...more };
}

function outcome(state: ApplyEventType, written: boolean, message: string, name = 'cart'): ApplyOutcome {
  return { object: { ...cart, name }, state, written, message };
}

const report: ApplyReport = {
  summary: { applied: 3, healthy: 1, unchanged: 30, held: 1, blocked: 0, removed: 0, failed: 1, skipped: 1 },
  done: [
    outcome('healthy', true, 'Deployed', 'a'),
    outcome('skipped', true, 'applied, only metadata changed', 'b'),
  ],
  held: [outcome('held', false, 'spec.action was cleared by hand', 'c')],
  notDone: [outcome('failed', true, 'did not become healthy within 10m: Available False', 'd')],
};

describe('lines for logs', () => {
  it('say when, what, which object and why', () => {
    expect(renderApplyLine(event('applied'), plain)).toBe('10:42:03 applied   drpc/shop/cart');
    const retry = event('retrying', { attempt: 2, message: 'modified\u001b[2J' });
    expect(renderApplyLine(retry, plain)).toBe(
      '10:42:03 retrying  drpc/shop/cart (attempt 2)  modified\\u001b[2J',
    );
  });

  it('end in a summary of what was and was not done', () => {
    expect(
      renderApplySummary(report, { paint: plain, interrupted: false, columns: 80 }),
    ).toBe(`Written, not seen healthy:
  skipped   drpc/shop/b  applied, only metadata changed

Held: left as it is on the cluster:
  held      drpc/shop/c  spec.action was cleared by hand

Not done:
  failed    drpc/shop/d  did not become healthy within 10m: Available False

3 applied, 1 healthy, 30 unchanged, 1 held, 1 failed, 1 skipped
`);
    const many = { ...report, held: ['c', 'd', 'e'].map((name) => outcome('held', false, 'cleared', name)) };
    expect(renderApplySummary(many, { paint: plain, interrupted: false, columns: 50 })).toContain(
      '  held      3 objects  cleared\n            drpc/shop/c, drpc/shop/d, drpc/shop/e\n',
    );
    expect(renderApplySummary(report, { paint: plain, interrupted: true, columns: 80 })).toContain(
      'interrupted: 3 applied',
    );
  });
});

describe('JSON lines', () => {
  it('have the keys of the contract, in its order, and nothing that is absent', () => {
    expect(renderApplyEvent(event('retrying', { attempt: 2, message: 'm' }))).toBe(
      '{"time":"2026-11-21T10:42:03.000Z","event":"retrying","object":{"cluster":"hub","apiVersion":"ramendr.openshift.io/v1alpha1","kind":"DRPlacementControl","namespace":"shop","name":"cart"},"message":"m","attempt":2}\n',
    );
    expect(renderApplyEvent(event('healthy'))).not.toContain('message');
    expect(JSON.parse(renderApplyDone(report))).toEqual({ event: 'done', summary: report.summary });
  });
});

describe('live lines', () => {
  const now = Date.parse('2026-11-21T10:42:10Z');

  it('show one line an object until it ends', () => {
    let progress: LiveProgress = noProgress;
    for (const next of [event('started'), event('waiting', { message: 'Available False' })])
      progress = advance(progress, next).progress;
    const options = { paint: plain, columns: 80, rows: 5, now };
    expect(renderLive(progress, options)).toEqual(['   7s waiting   drpc/shop/cart  Available False']);
    const end = advance(progress, event('healthy'));
    expect(renderLive(end.progress, options)).toEqual([]);
    expect(end.finished?.event).toBe('healthy');
  });

  it('fit into the terminal', () => {
    let progress: LiveProgress = noProgress;
    for (let index = 0; index < 10; index += 1) {
      const object = { ...cart, name: `application-${index}` };
      progress = advance(
        progress,
        event('waiting', { object, message: 'a long reason '.repeat(9) }),
      ).progress;
    }
    const lines = renderLive(progress, { paint: plain, columns: 60, rows: 4, now });
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toBe('… and 7 more');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  });
});
