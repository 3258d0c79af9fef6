import { demoApplication, phaseOf, runsOn, stateOf } from './application.ts';
import { loseHub } from './lose-hub.ts';
import type { Stage } from './stage.ts';
import { expectSeen } from './story-broke.ts';

const cart = demoApplication('shop', 'cart');
const tickets = demoApplication('desk', 'tickets');
const both = [cart, tickets];
const cartRef = 'drpc/shop/cart';
const ticketsRef = 'drpc/desk/tickets';

/** The hub is lost; the new one gets from Git what is true there, and what is not true is kept from it. */
export async function hubLossStory(stage: Stage): Promise<void> {
  stage.tell(
    'Three applications in one process. Two of them were failed over by hand, and Git was never told. A model of Ramen, and the real commands.',
  );
  await failedOverAndForgotten(stage);
  const before = both.map((application) => stateOf(stage.sandbox, application).lostWrites);
  await newHub(stage);
  await tellGit(stage);
  await insist(stage);
  stage.scene('5. What it cost');
  const after = both.map((application) => stateOf(stage.sandbox, application).lostWrites);
  expectSeen(before.join() === after.join(), 'no write was lost with the hub');
  for (const application of both) expectSeen(runsOn(stage.sandbox, application) === 'dr2', 'nothing moved');
  stage.tell('Nothing moved, and no write was lost with the hub.');
}

async function failedOverAndForgotten(stage: Stage): Promise<void> {
  const text = stage.repository.read('apps/shop/cart.yaml');
  stage.repository.write(
    'apps/desk/tickets.yaml',
    text.replaceAll('shop', 'desk').replaceAll('cart', 'tickets'),
  );
  await stage.commit('three applications');
  stage.scene('1. What nobody wrote down');
  await stage.command(['apply', '--yes', '--quiet'], 0);
  stage.at('03:04');
  for (const { id } of both) stage.operator(`failover ${id} dr2`);
  for (const application of both)
    stage.until('both are failed over', () => phaseOf(stage.sandbox, application) === 'FailedOver/Completed');
  stage.at('09:01');
}

async function newHub(stage: Stage): Promise<void> {
  stage.scene('2. The hub is lost, and a new one gets what Git says', 'picture');
  loseHub(stage.sandbox);
  stage.tell('Ramen is installed on the new hub, dr1 and dr2 are imported. That is all there is.');
  stage.at('11:01');
  const { shown } = await stage.command(['apply', '--yes', '--quiet'], 3);
  expectSeen(/17 applied, 17 healthy, .*2 blocked$/m.test(shown), 'all but two is applied');
  expectSeen(/hub-recovery: shop\/cart is new on this hub/.test(shown), 'what runs elsewhere is kept back');
  const status = await stage.command(['status'], 0);
  expectSeen(/billing\/ledger +dr2 +Deployed +Completed +Current/.test(status.shown), 'ledger is protected');
}

async function tellGit(stage: Stage): Promise<void> {
  stage.scene('3. cart: Git is told what is true');
  stage.repository.edit(
    'apps/shop/cart.yaml',
    'spec:\n  preferredCluster: dr1\n',
    'spec:\n  action: Failover\n  failoverCluster: dr2\n  preferredCluster: dr1\n',
  );
  await stage.commit('cart was failed over to dr2');
  await stage.command(['apply', '--yes', '--max-risk', 'moves-data', '--only', cartRef], 0);
  expectSeen(phaseOf(stage.sandbox, cart) === 'FailedOver/Completed', 'Ramen agrees about cart');
}

async function insist(stage: Stage): Promise<void> {
  const allow = ['hub-recovery', 'implicit-deployment'].flatMap((gate) => [
    '--allow',
    `${gate}=${ticketsRef}`,
  ]);
  stage.scene('4. tickets: somebody insists on Git, and Ramen waits for a person');
  await stage.command(['apply', '--yes', '--quiet', '--no-wait', '--only', ticketsRef, ...allow], 0);
  stage.at('11:31');
  const paused = await stage.command(['status', tickets.id], 0);
  expectSeen(/WaitForUser +Paused/.test(paused.shown), 'Ramen waits');
  expectSeen(runsOn(stage.sandbox, tickets) === 'dr2', 'tickets runs on');
  stage.tell('An operator says what is true, by hand. Ramen agrees at once, and Git learns of it by adopt:');
  stage.operator(`failover ${tickets.id} dr2`);
  stage.until('Ramen agrees about tickets', () => phaseOf(stage.sandbox, tickets) === 'FailedOver/Completed');
  stage.at('11:41');
  const adopted = await stage.command(['adopt'], 0);
  expectSeen(/\+ {2}action: Failover/.test(adopted.shown), 'the true action is written to the file');
  await stage.commit('tickets was failed over to dr2');
  const applied = await stage.command(['apply', '--yes', '--quiet'], 0);
  expectSeen(/^1 applied, 1 healthy/m.test(applied.shown), 'Git leads again');
  const status = await stage.command(['status'], 0);
  for (const { id } of both)
    expectSeen(new RegExp(`${id} +dr2 +FailedOver .* synced$`, 'm').test(status.shown), `${id} is in step`);
}
