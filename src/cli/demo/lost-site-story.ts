import { type DemoApplication, demoApplication, phaseOf, runsOn, stateOf } from './application.ts';
import type { Stage } from './stage.ts';
import { expectSeen } from './story-broke.ts';

/** At home on dr1; `billing/ledger` of the example is at home on dr2. */
const applications = [
  demoApplication('archive', 'scans'),
  demoApplication('desk', 'tickets'),
  demoApplication('hr', 'payroll'),
  demoApplication('shop', 'cart'),
  demoApplication('wiki', 'pages'),
];

/** A site is lost with five applications; they are failed over by hand, and Git takes over again with one commit. */
export async function lostSiteStory(stage: Stage): Promise<void> {
  stage.tell(
    'Six applications in one process, five of them at home on dr1: a model of Ramen, and the real commands.',
  );
  await protect(stage);
  await failOverByHand(stage);
  await syncMeanwhile(stage);
  await siteReturns(stage);
  await adopt(stage);
  await relocateHome(stage);
  stage.scene('7. What it cost');
  const states = applications.map((application) => stateOf(stage.sandbox, application));
  const sum = (key: 'acknowledgedWrites' | 'lostWrites'): number =>
    states.reduce((total, state) => total + state[key], 0);
  stage.tell(
    `Of ${sum('acknowledgedWrites')} writes that the five acknowledged, ${sum('lostWrites')} are gone: what dr1 had not copied when it was lost. None was lost to Git.`,
  );
}

async function protect(stage: Stage): Promise<void> {
  const cart = stage.repository.read('apps/shop/cart.yaml');
  for (const application of applications) {
    const { namespace, name } = application;
    const text = cart.replaceAll('shop', namespace).replaceAll('cart', name);
    stage.repository.write(fileOf(application), text);
  }
  await stage.commit('six applications');
  stage.scene('1. The evening before');
  const apply = await stage.command(['apply', '--yes', '--quiet'], 0);
  expectSeen(/^(\d+) applied, \1 healthy$/m.test(apply.shown), 'all that was applied became healthy');
  stage.at('02:51');
  await stage.command(['status'], 0);
  all('runs on dr1', (application) => runsOn(stage.sandbox, application) === 'dr1');
}

async function failOverByHand(stage: Stage): Promise<void> {
  stage.at('03:02');
  stage.scene('2. 03:02: dr1 is lost, and an operator fails over what ran there');
  stage.happens('lose dr1');
  stage.at('03:04');
  for (const { id } of applications) stage.operator(`failover ${id} dr2`);
  stage.until('all run on dr2', () =>
    applications.every((application) => runsOn(stage.sandbox, application) === 'dr2'),
  );
}

async function syncMeanwhile(stage: Stage): Promise<void> {
  stage.at('03:10');
  stage.scene('3. The next sync, with a commit that somebody made meanwhile', 'picture');
  for (const cluster of ['dr1', 'dr2']) {
    const file = `managed/${cluster}/storage.yaml`;
    stage.repository.edit(file, 'kind: StorageClass\n', 'kind: StorageClass\nallowVolumeExpansion: true\n');
  }
  await stage.commit('volumes may grow');
  const { shown } = await stage.command(['apply', '--yes'], 0);
  expectSeen(/^Plan: 5 held, 1 to update, 3 unreachable/m.test(shown), 'all five failovers are held');
  expectSeen(/healthy +storageclass\/rook-ceph-block@dr2/.test(shown), 'dr2 gets what Git says');
  expectSeen(/no answer in 5s/.test(shown), 'dr1 is given up');
  all('runs on dr2', (application) => runsOn(stage.sandbox, application) === 'dr2');
}

async function siteReturns(stage: Stage): Promise<void> {
  stage.at('06:30');
  stage.scene('4. 06:30: dr1 is back');
  stage.happens('return dr1');
  stage.until('Ramen has cleaned up', () =>
    applications.every((application) => phaseOf(stage.sandbox, application) === 'FailedOver/Completed'),
  );
  stage.at('06:41');
  stage.tell(
    'Ramen demotes the old copies and resynchronises them. The sync brings dr1 what it has missed, and still holds what was failed over:',
  );
  const { shown } = await stage.command(['apply', '--yes', '--quiet'], 0);
  expectSeen(/^1 applied, 1 healthy, \d+ unchanged, 5 held$/m.test(shown), 'dr1 gets what it has missed');
  all('runs on dr2 alone', (application) => runsOn(stage.sandbox, application) === 'dr2');
}

async function adopt(stage: Stage): Promise<void> {
  stage.at('08:31');
  stage.scene('5. Git learns what is true, in one commit');
  const { shown } = await stage.command(['adopt'], 0);
  expectSeen(/^5 objects adopted/m.test(shown), 'all five are written to their files');
  await stage.commit('five applications were failed over to dr2');
  await stage.command(['apply', '--yes', '--quiet'], 0);
  const status = await stage.command(['status'], 0);
  for (const { id } of applications)
    expectSeen(new RegExp(`${id} +dr2 +FailedOver .* synced$`, 'm').test(status.shown), `${id} is in step`);
}

async function relocateHome(stage: Stage): Promise<void> {
  stage.at('14:00');
  stage.scene('6. Git brings them home');
  for (const application of applications)
    stage.repository.edit(fileOf(application), 'action: Failover', 'action: Relocate');
  await stage.commit('bring them home');
  const plan = await stage.command(['plan', '--max-risk', 'moves-data'], 0);
  expectSeen(
    /^Plan: 5 to update, \d+ unchanged; 5 move data$/m.test(plan.shown),
    'all five moves are planned',
  );
  await stage.command(['apply', '--yes', '--quiet', '--max-risk', 'moves-data'], 0);
  all('is home', (application) => phaseOf(stage.sandbox, application) === 'Relocated/Completed');
  stage.at('14:11');
  await stage.command(['status'], 0);
  all('runs on dr1', (application) => runsOn(stage.sandbox, application) === 'dr1');
}

function fileOf({ namespace, name }: DemoApplication): string {
  return `apps/${namespace}/${name}.yaml`;
}

function all(what: string, isSo: (application: DemoApplication) => boolean): void {
  for (const application of applications) expectSeen(isSo(application), `${application.id} ${what}`);
}
