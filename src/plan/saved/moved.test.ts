import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { spanText } from '../../model/span-text.ts';
import { summarisePlan } from '../order.ts';
import { findMoved, type LiveFacts } from './moved.ts';

const none = { fields: [], consequences: [], blocks: [] };
const placementId = 'hub:cluster.open-cluster-management.io/Placement/shop/cart';
const drpcId = 'hub:ramendr.openshift.io/DRPlacementControl/shop/cart';

function change(kind: string, state: string, judged: JsonObject, more: JsonObject = {}): JsonObject {
  const apiVersion =
    kind === 'Placement' ? 'cluster.open-cluster-management.io/v1beta1' : 'ramendr.openshift.io/v1alpha1';
  const object = { cluster: 'hub', apiVersion, kind, namespace: 'shop', name: 'cart' };
  return { object, state, wave: 50, judged, ...none, ...more };
}

function plan(...changes: readonly JsonObject[]): JsonObject {
  const summary = summarisePlan(
    changes.map(({ state }) => ({ state: String(state), fields: [], blocks: [] })),
  );
  return { summary: { ...summary }, source: { dirty: false }, clusters: [], changes, notChecked: [] };
}

function moved(saved: JsonObject, fresh: JsonObject, facts: readonly (readonly [string, LiveFacts])[] = []) {
  return findMoved(saved, fresh, new Map(facts)).map(({ what, how }) => `${what}: ${how}`);
}

describe('what moved under a saved plan', () => {
  const placement = (generation: number, state = 'unchanged') =>
    change('Placement', state, { uid: 'p', generation });
  const needsPlacement = [[drpcId, { dependsOn: [placementId] }]] as const;

  it('is not what Ramen does to the neighbours of what was carried out', () => {
    const before = plan(placement(1), change('DRPlacementControl', 'update', { uid: 'd', generation: 1 }));
    const done = plan(placement(2), change('DRPlacementControl', 'unchanged', { uid: 'd', generation: 2 }));
    expect(moved(before, done, needsPlacement)).toEqual([]);
    expect(moved(before, done)).toEqual(['placement/shop/cart: generation 1 -> 2']);
    const toDo = plan(placement(2), change('DRPlacementControl', 'update', { uid: 'd', generation: 1 }));
    expect(moved(before, toDo, needsPlacement)).toEqual(['placement/shop/cart: generation 1 -> 2']);
    const written = plan(placement(2, 'update'), change('DRPlacementControl', 'unchanged', { uid: 'd' }));
    expect(moved(before, written, needsPlacement)).toEqual([
      'placement/shop/cart: generation 1 -> 2; unchanged -> update',
    ]);
  });

  it('is not a deletion that goes on, nor what it leaves behind', () => {
    const drpc = (generation: number, reason: string) =>
      change('DRPlacementControl', 'remove', { uid: 'd', generation, phase: 'Deployed' }, { reason });
    const before = plan(drpc(1, 'asked for'), placement(1, 'remove'));
    const going = plan(drpc(2, 'asked for; it is being deleted'), placement(1, 'remove'));
    expect(moved(before, going, [[drpcId, { dependsOn: [], isGoing: true }]])).toEqual([]);
    expect(moved(before, going)).toEqual([
      expect.stringMatching(/^drpc\/shop\/cart: generation 1 -> 2; its reason/),
    ]);
    expect(moved(before, plan(placement(2, 'remove')))).toEqual([]);
    expect(moved(before, plan(drpc(1, 'asked for'), placement(2, 'remove')))).toEqual([
      'placement/shop/cart: generation 1 -> 2',
    ]);
  });

  it('is not a take-over whose other claim is gone already, but is one by somebody else', () => {
    const field = { path: 'spec.size', live: 1, git: 2, origin: 'live' };
    const update = (...fields: readonly JsonObject[]) =>
      plan(change('Placement', 'update', { uid: 'p' }, { fields }));
    const before = update({
      ...field,
      manager: 'kubectl-edit',
      takesOver: true,
      time: '2026-11-21T10:00:00Z',
    });
    expect(moved(before, update(field))).toEqual([]);
    expect(moved(before, update({ ...field, manager: 'kubectl-edit', takesOver: true }))).toEqual([]);
    expect(moved(before, update({ ...field, manager: 'helm', takesOver: true }))).toEqual([
      'placement/shop/cart: fields differ: spec.size',
    ]);
    expect(moved(update(field), before)).toEqual(['placement/shop/cart: fields differ: spec.size']);
  });

  it('is not the end of an update of which a part is held or blocked', () => {
    const held = { path: 'spec.action', held: true };
    const rest = { path: 'metadata.labels.a', git: 'b' };
    const before = plan(
      change('DRPlacementControl', 'update', { uid: 'd', generation: 1 }, { fields: [held, rest] }),
    );
    const counted = { ...before, summary: { ...(before.summary as JsonObject), held: 1 } };
    const end = (...fields: readonly JsonObject[]) =>
      plan(
        change(
          'DRPlacementControl',
          'held',
          { uid: 'd', generation: 2 },
          { fields, reason: 'somebody acted' },
        ),
      );
    expect(moved(counted, end(held))).toEqual([]);
    expect(moved(counted, end({ path: 'spec.dryRun', held: true }))).toHaveLength(1);
    expect(moved(counted, end())).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['RPO now 7m12s, policy 5m', 'RPO now 3h2m, policy 5m', ''],
    ['RPO now 23h59m, policy 5m', 'RPO now 1d, policy 5m', ''],
    ['writes after 10:42:03Z on dr1 would be lost', 'writes after 11:00:00Z on dr1 would be lost', ''],
    ['its last sync was 9m ago', 'its last sync was 20m ago: replication is late or dead', ''],
    ['RPO now 7m, policy 5m', 'RPO now 7m, policy 1h', 'RPO now …, policy 1h'],
    ['RPO now 7m, policy 5m', 'RPO unknown, policy 5m', 'RPO unknown, policy 5m'],
  ])('in the words %j and %j is %j', (was, is, said) => {
    const saying = (text: string) =>
      plan(change('DRPlacementControl', 'update', { uid: 'd' }, { consequences: [{ code: 'rpo', text }] }));
    const found = moved(saying(was), saying(is));
    expect(found.length).toBe(said === '' ? 0 : 1);
    expect(found.join()).toContain(said);
  });

  it('is not how long anything has lasted, whatever its unit', () => {
    const said = (seconds: number) =>
      plan(
        change(
          'DRPlacementControl',
          'update',
          { uid: 'd' },
          {
            consequences: [
              { code: 'rpo', text: `RPO now ${spanText(seconds)}, policy 5m` },
              { code: 'last-action', text: `last action took ${spanText(seconds)}` },
              { code: 'last-action', text: `the action under way began ${spanText(seconds)} ago` },
            ],
          },
        ),
      );
    const seconds = fc.integer({ min: 0, max: 400 * 86_400 });
    fc.assert(fc.property(seconds, seconds, (was, is) => moved(said(was), said(is)).length === 0));
  });
});
