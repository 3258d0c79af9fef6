import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isArray, type JsonObject } from '../../src/model/json.ts';
import { cartPath, type DrStage, openDrStage } from '../support/dr-stage.ts';
import { expectGolden, withPlaceholders } from '../support/golden.ts';
import { reportCheck } from '../support/report-schemas.ts';

/**
 * A failover that is cleared before its clean-up, as seen on running operators: the application runs on both clusters, with
 * phase Deployed, progression Completed and every condition True.
 */
describe('a green that is false', () => {
  let stage: DrStage;
  let cart: JsonObject;

  beforeAll(async () => {
    stage = await openDrStage();
    expect((await stage.cli(['apply', '--yes'])).status).toBe(0);
    stage.sandbox.ramen?.lose('dr1');
    await stage.patch(cartPath, { spec: { action: 'Failover', failoverCluster: 'dr2' } });
    await stage.untilCart({ phase: 'FailedOver', progression: 'Cleaning Up' });
    await stage.patch(cartPath, { spec: { action: null, failoverCluster: null, preferredCluster: 'dr2' } });
    stage.sandbox.ramen?.restore('dr1');
    await stage.untilCart({ phase: 'Deployed', progression: 'Completed', health: 'Failed' });
    const { stdout } = await stage.cli(['status', '-o', 'json']);
    expect(reportCheck('status-report')(JSON.parse(stdout))).toEqual([]);
    cart = JSON.parse(stdout).applications.find(({ name }: { name: string }) => name === 'cart');
  }, 60_000);
  afterAll(() => stage.close());

  it('is no health, and says what is false and the way out', () => {
    expect(cart.health).toBe('Failed');
    const doubts = isArray(cart.doubts) ? cart.doubts : [];
    expect(doubts[0]).toEqual({
      code: 'kept-decision',
      health: 'Failed',
      text: cart.message,
      help: expect.stringMatching(/action Failover with failoverCluster dr2 makes Ramen clean up dr1/),
    });
  });

  it('is told in the text of status', async () => {
    const { stdout } = await stage.cli(['status', 'shop/cart'], { columns: 80, env: { NO_COLOR: '1' } });
    // The spans in the table differ from run to run.
    expectGolden('status-false-green.txt', withPlaceholders(stdout.slice(stdout.indexOf('\n\n') + 2)));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('is named by the plan that holds it', async () => {
    const { stdout } = await stage.cli(['plan'], { columns: 80, env: { NO_COLOR: '1' } });
    expect(stdout).toMatch(/> its green is false: a decision for dr1 is still kept/);
  });
});
