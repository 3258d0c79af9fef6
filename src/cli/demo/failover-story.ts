import { demoApplication, phaseOf, runsOn, stateOf } from './application.ts';
import type { Stage } from './stage.ts';
import { expectSeen } from './story-broke.ts';

const file = 'apps/shop/cart.yaml';
const cart = demoApplication('shop', 'cart');

/** An operator fails over by hand; Git neither undoes it nor forgets it, and brings the application home. */
export async function failoverStory(stage: Stage): Promise<void> {
  stage.tell(
    'A hub and two clusters, dr1 and dr2, in this process: a model of Ramen, no cluster and no network. The commands are the real ones.',
  );
  await findMistake(stage);
  await protect(stage);
  await failOverByHand(stage);
  await adopt(stage);
  await relocateHome(stage);
  stage.scene('7. The end');
  expectSeen(runsOn(stage.sandbox, cart) === 'dr1', 'cart runs on dr1');
  const { acknowledgedWrites, lostWrites } = stateOf(stage.sandbox, cart);
  stage.tell(
    `cart runs on dr1 alone. Of the ${acknowledgedWrites} writes that it acknowledged, ${lostWrites} are gone: those since the last sync, which every failover leaves behind. None was lost to Git.`,
  );
}

async function findMistake(stage: Stage): Promise<void> {
  stage.scene('1. A mistake is found before any cluster is asked');
  stage.repository.edit(file, 'name: p5m', 'name: p5');
  const lint = await stage.command(['lint'], 2);
  expectSeen(/unknown-policy/.test(lint.shown), 'lint names the rule');
  expectSeen(/apps\/shop\/cart\.yaml:\d+:\d+/.test(lint.shown), 'lint names the place');
  stage.repository.edit(file, 'name: p5\n', 'name: p5m\n');
}

async function protect(stage: Stage): Promise<void> {
  stage.scene('2. Plan and apply: two applications become protected');
  await stage.command(['plan', '--only', 'drpc/shop/cart'], 0);
  const apply = await stage.command(['apply', '--yes', '--quiet'], 0);
  expectSeen(/^(\d+) applied, \1 healthy$/m.test(apply.shown), 'all that was applied became healthy');
  stage.at('02:51');
  expectSeen(phaseOf(stage.sandbox, cart) === 'Deployed/Completed', 'cart is deployed');
  const status = await stage.command(['status'], 0);
  expectSeen(/shop\/cart +dr1 +Deployed +Completed +Current/.test(status.shown), 'cart is protected');
}

async function failOverByHand(stage: Stage): Promise<void> {
  stage.at('03:04');
  stage.scene('3. Three in the morning: dr1 misbehaves, an operator fails cart over by hand');
  stage.operator('failover shop/cart dr2');
  stage.tell('Git knows nothing of it.');
  stage.until(
    'the failover is under way',
    () => phaseOf(stage.sandbox, cart) === 'FailedOver/WaitForReadiness',
  );
  stage.scene('4. The next sync comes along, in the middle of the failover', 'picture');
  const apply = await stage.command(['apply', '--yes'], 0);
  expectSeen(/drpc\/shop\/cart +held/.test(apply.shown), 'the failover is held');
  expectSeen(/putting Git back would/.test(apply.shown), 'the harm is told');
  stage.tell(
    'A tool that takes fields over from kubectl, as Flux does, or that puts whole objects, as kubectl replace does, would have removed the action here: see ramen-sync demo --scenario naive.',
  );
  stage.until('cart runs on dr2', () => phaseOf(stage.sandbox, cart) === 'FailedOver/Completed');
  stage.at('03:11');
  const status = await stage.command(['status', 'shop/cart'], 0);
  expectSeen(/shop\/cart +dr2 +FailedOver +Completed +Current/.test(status.shown), 'cart runs on dr2');
}

async function adopt(stage: Stage): Promise<void> {
  stage.at('08:31');
  stage.scene('5. The morning after: Git learns what is true');
  const adopted = await stage.command(['adopt'], 0);
  expectSeen(/\+ {2}action: Failover/.test(adopted.shown), 'the edit is shown');
  await stage.commit('cart was failed over to dr2');
  await stage.command(['apply', '--yes', '--quiet'], 0);
  const plan = await stage.command(['plan'], 0);
  expectSeen(/^Plan: \d+ unchanged$/m.test(plan.shown), 'the next sync has nothing to do');
}

async function relocateHome(stage: Stage): Promise<void> {
  const apply = ['apply', '--yes', '--max-risk', 'moves-data'];
  stage.at('14:00');
  stage.scene('6. dr1 is well again: Git brings cart home');
  stage.repository.edit(file, 'action: Failover', 'action: Relocate');
  await stage.commit('bring cart home');
  const relocate = await stage.command(apply, 0);
  expectSeen(/workload moves dr2 -> dr1/.test(relocate.shown), 'the move is told');
  stage.until('cart is home', () => phaseOf(stage.sandbox, cart) === 'Relocated/Completed');
  stage.at('14:11');
  stage.tell(
    'And when it is home, Git clears the action. kubectl owns it too, so leaving it out would not be enough:',
  );
  stage.repository.edit(file, '  action: Relocate\n  failoverCluster: dr2\n', '');
  await stage.commit('cart is home');
  const clear = await stage.command(apply, 0);
  expectSeen(/spec\.action: Relocate -> \(none\)/.test(clear.shown), 'the action goes');
  stage.until('cart is Deployed again', () => phaseOf(stage.sandbox, cart) === 'Deployed/Completed');
  stage.at('14:21');
  const status = await stage.command(['status'], 0);
  expectSeen(/shop\/cart +dr1 +Deployed +Completed +Current/.test(status.shown), 'all is well');
}
