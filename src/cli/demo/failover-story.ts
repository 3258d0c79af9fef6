import { type Stage, StoryBroke } from './stage.ts';

const cart = 'apps/shop/cart.yaml';

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
  stage.scene('6. The end');
  const app = stage.sandbox.ramen?.app('shop', 'cart');
  if (app === undefined || app.runsOn.join() !== 'dr1')
    throw new StoryBroke(`cart was to run on dr1, not on ${app?.runsOn.join() ?? 'nothing'}`);
  stage.tell(
    `cart runs on dr1 alone. Of the ${app.acknowledgedWrites} writes that it acknowledged, ${app.lostWrites} are gone: those since the last sync, which every failover leaves behind. None was lost to Git.`,
  );
}

async function findMistake(stage: Stage): Promise<void> {
  stage.scene('1. A mistake is found before any cluster is asked');
  stage.edit(cart, 'name: p5m', 'name: p5');
  const lint = await stage.command(['lint'], 2);
  expectShown(lint.shown, /unknown-policy/, 'lint names the rule');
  expectShown(lint.shown, /apps\/shop\/cart\.yaml:\d+:\d+/, 'lint names the place');
  stage.edit(cart, 'name: p5\n', 'name: p5m\n');
}

async function protect(stage: Stage): Promise<void> {
  stage.scene('2. Plan and apply: two applications become protected');
  await stage.command(['plan', '--only', 'drpc/shop/cart'], 0);
  const apply = await stage.command(['apply', '--yes'], 0);
  expectShown(apply.shown, /healthy +drpc\/shop\/cart/, 'cart is protected');
  await waitFor(stage, 'cart is Deployed on dr1', { runsOn: 'dr1', phase: 'Deployed', health: 'Current' });
  await stage.command(['status'], 0);
}

async function failOverByHand(stage: Stage): Promise<void> {
  stage.scene('3. Three in the morning: dr1 misbehaves, an operator fails cart over by hand');
  await stage.kubectlPatch(
    `kubectl -n shop patch drpc cart --type merge \\\n    -p '{"spec":{"action":"Failover","failoverCluster":"dr2"}}'`,
    '/apis/ramendr.openshift.io/v1alpha1/namespaces/shop/drplacementcontrols/cart',
    { spec: { action: 'Failover', failoverCluster: 'dr2' } },
  );
  stage.tell('Git knows nothing of it. The next sync comes along in the middle of the failover:');
  const apply = await stage.command(['apply', '--yes'], 0);
  expectShown(apply.shown, /drpc\/shop\/cart +held/, 'the failover is held');
  expectShown(apply.shown, /putting Git back would/, 'the harm is told');
  stage.tell(
    'A tool that takes fields over from kubectl, as Flux does, or that puts whole objects, as kubectl replace does, would have removed the action here. On real Ramen operators that ended with the application moved back, the volume with the newest writes deleted, and every condition True.',
  );
  await waitFor(stage, 'cart runs on dr2', { runsOn: 'dr2', phase: 'FailedOver', health: 'Current' });
  await stage.command(['status', 'shop/cart'], 0);
}

async function adopt(stage: Stage): Promise<void> {
  stage.scene('4. The morning after: Git learns what is true');
  const adopted = await stage.command(['adopt'], 0);
  expectShown(adopted.shown, /\+ {2}action: Failover/, 'the edit is shown');
  await stage.commit('cart was failed over to dr2');
  await stage.command(['apply', '--yes', '--quiet'], 0);
  const plan = await stage.command(['plan'], 0);
  expectShown(plan.shown, /^Plan: \d+ unchanged$/m, 'the next sync has nothing to do');
}

async function relocateHome(stage: Stage): Promise<void> {
  stage.scene('5. dr1 is well again: Git brings cart home');
  stage.edit(cart, 'action: Failover', 'action: Relocate');
  await stage.commit('bring cart home');
  const relocate = await stage.command(['apply', '--yes', '--max-risk', 'moves-data'], 0);
  expectShown(relocate.shown, /workload moves dr2 -> dr1/, 'the move is told');
  await waitFor(stage, 'cart is home', { runsOn: 'dr1', phase: 'Relocated', health: 'Current' });
  stage.tell(
    'And when it is home, Git clears the action. kubectl owns it too, so leaving it out would not be enough:',
  );
  stage.edit(cart, '  action: Relocate\n  failoverCluster: dr2\n', '');
  await stage.commit('cart is home');
  const clear = await stage.command(['apply', '--yes', '--max-risk', 'moves-data'], 0);
  expectShown(clear.shown, /spec\.action: Relocate -> \(none\)/, 'the action goes');
  await waitFor(stage, 'cart is Deployed on dr1 again', {
    runsOn: 'dr1',
    phase: 'Deployed',
    health: 'Current',
  });
  const status = await stage.command(['status'], 0);
  expectShown(status.shown, /shop\/cart +dr1 +Deployed +Completed +Current/, 'all is well');
}

/** Asks the public `status` command until cart is so. */
async function waitFor(stage: Stage, what: string, wanted: Readonly<Record<string, string>>): Promise<void> {
  await stage.until(what, async () => {
    const { shown } = await stage.silent(['status', 'shop/cart', '-o', 'json']);
    const found: unknown = JSON.parse(shown.slice(shown.indexOf('{')));
    const [app] = applicationsOf(found);
    return (
      app !== undefined && Object.entries(wanted).every(([key, value]) => Reflect.get(app, key) === value)
    );
  });
}

function applicationsOf(report: unknown): readonly object[] {
  if (typeof report !== 'object' || report === null) return [];
  const applications: unknown = Reflect.get(report, 'applications');
  return Array.isArray(applications)
    ? applications.filter((app): app is object => typeof app === 'object')
    : [];
}

function expectShown(shown: string, pattern: RegExp, what: string): void {
  if (!pattern.test(shown)) throw new StoryBroke(`it was to be seen that ${what}`);
}
