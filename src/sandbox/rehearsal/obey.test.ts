import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAt, setAt } from '../../model/field-path.ts';
import { fieldClaims } from '../../model/live-object.ts';
import { cart, phaseOf, populate } from '../ramen/testing/rehearsal.ts';
import { type Sandbox, startSandbox } from '../start.ts';
import { obey } from './obey.ts';
import { stateOf } from './where-it-runs.ts';

/** One life of one application, on a clock that stands still between the commands. */
describe('the hand of a rehearsal', () => {
  let sandbox: Sandbox;
  const hand = (line: string): string => obey(sandbox, line);
  const state = () => stateOf(sandbox, cart(sandbox.world));

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 0, now: Date.parse('2026-01-01T00:00:00Z') });
    populate(sandbox.world);
    hand('advance 10m');
  });
  afterAll(() => sandbox.close());

  it('shows what is true', () => {
    expect(phaseOf(sandbox.world)).toBe('Deployed/Completed');
    expect(hand('status')).toMatchInlineSnapshot(`
      "2026-01-01T00:10:00Z  hub up, dr1 up, dr2 up
      APPLICATION  PHASE     PROGRESSION  RUNS ON  WRITES  AT RISK  LOST  LAST SYNC
      shop/cart    Deployed  Completed    dr1      1198    118      0     just now"
    `);
  });

  it('loses a site, fails over as an operator does, and says what it cost', async () => {
    hand('advance 30s');
    expect(hand('lose dr1')).toBe("dr1 is lost; the hub's views of it answer with an error");
    await expect(fetch(`${sandbox.urls.get('dr1')}/version`)).rejects.toThrow();
    expect(state()?.runsOn).toEqual([]);
    expect(hand('failover shop/cart')).toBe(
      `kubectl -n shop patch drplacementcontrol cart --type merge -p '{"spec":{"action":"Failover","failoverCluster":"dr2"}}'`,
    );
    expect(fieldClaims(cart(sandbox.world))).toContainEqual(
      expect.objectContaining({
        manager: 'kubectl-patch',
        operation: 'Update',
        fields: { 'f:spec': { 'f:action': {}, 'f:failoverCluster': {} } },
      }),
    );
    hand('advance 1m');
    expect(phaseOf(sandbox.world)).toBe('FailedOver/Cleaning Up');
    expect(state()).toMatchObject({ runsOn: ['dr2'], lostWrites: 0 });
    const before = state()?.atRiskWrites ?? 0;
    expect(before).toBeGreaterThan(0);
    hand('return dr1');
    hand('advance 1m');
    expect((await fetch(`${sandbox.urls.get('dr1')}/version`)).status).toBe(200);
    expect(phaseOf(sandbox.world)).toBe('FailedOver/Completed');
    expect(state()?.lostWrites).toBeGreaterThan(0);
  });

  it('relocates home', () => {
    expect(hand('relocate cart')).toContain('{"spec":{"action":"Relocate"}}');
    hand('advance 1m');
    expect(phaseOf(sandbox.world)).toBe('Relocated/Completed');
    expect(state()?.runsOn).toEqual(['dr1']);
  });

  it('tests a failover and ends the test', () => {
    hand('test-failover shop/cart dr2');
    hand('advance 1m');
    expect(phaseOf(sandbox.world)).toBe('FailedOver/TestingFailover');
    expect(hand('end-test shop/cart')).toContain(
      '{"spec":{"action":"Relocate","failoverCluster":null,"preferredCluster":"dr1","dryRun":null}}',
    );
    hand('advance 1m');
    expect(state()?.runsOn).toEqual(['dr1']);
    expect(() => hand('end-test cart')).toThrow('shop/cart is not being tested');
  });

  it('fences and lets back', () => {
    hand('fence dr1 manually');
    expect(fenceOf('dr1')).toBe('ManuallyFenced');
    hand('unfence dr1');
    expect(fenceOf('dr1')).toBe('ManuallyUnfenced');
    hand('fence dr2');
    hand('unfence dr2');
    expect(fenceOf('dr2')).toBe('Unfenced');
  });

  it('lets months pass', () => {
    expect(hand('advance 30d')).toMatch(/^it is 2026-01-31T/);
    expect(hand('status')).toContain('just now');
  });

  it.each([
    ['lose dr3', 'no managed cluster dr3; there are dr1, dr2'],
    ['lose', 'which managed cluster is not said'],
    ['lose dr1 slowly', 'slowly is no way to see a lost cluster'],
    ['return dr1', 'dr1 is not lost'],
    ['failover shop/crat', 'no application shop/crat; there is shop/cart'],
    ['failover shop/cart dr3', 'shop/cart cannot run on dr3; its policy has dr1 and dr2'],
    ['advance soon', 'soon is no time to let pass'],
    ['status now', 'status does not take now'],
    ['dance', 'no command dance'],
  ])('refuses %s', (line, why) => {
    expect(() => hand(line)).toThrow(why);
  });

  function fenceOf(cluster: string): unknown {
    return getAt(sandbox.world.hub.get('DRCluster', undefined, cluster), ['spec', 'clusterFence']);
  }

  it('loses a store, isolates a site and restarts Ramen, and says so', () => {
    expect(() => hand('lose-store s3')).toThrow('no S3 profile s3; there are s3-dr1, s3-dr2');
    expect(hand('lose-store s3-dr1')).toBe('the store of s3-dr1 is lost');
    expect(hand('status')).toMatch(/^[^\n]*\nthe store of s3-dr1 is lost\nAPPLICATION/);
    expect(() => hand('return-store s3-dr2')).toThrow('the store of s3-dr2 is not lost');
    expect(hand('return-store s3-dr1')).toBe('the store of s3-dr1 is back');
    expect(hand('isolate dr1')).toBe('dr1 is cut off; its applications run on');
    const written = state()?.acknowledgedWrites ?? 0;
    hand('advance 1m');
    expect(state()?.acknowledgedWrites).toBe(written + 120);
    hand('return dr1');
    hand('advance 1m');
    const { hub } = sandbox.world;
    expect(hand('restart-ramen')).toBe('Ramen on the hub was restarted');
    const map = hub.get('ConfigMap', 'ramen-system', 'ramen-hub-operator-config') ?? {};
    hub.update(setAt(map, ['data', 'ramen_manager_config.yaml'], 'volSync: often'), 'test');
    const crash =
      'Ramen on the hub does not come up: ramen_manager_config.yaml of ConfigMap ramen-system/ramen-hub-operator-config cannot be read';
    expect(hand('restart-ramen')).toBe(crash);
    expect(hand('status').split('\n')[1]).toBe(crash);
  });
});
