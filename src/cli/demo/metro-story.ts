import { demoApplication, phaseOf, runsOn, stateOf } from './application.ts';
import type { Stage } from './stage.ts';
import { expectSeen } from './story-broke.ts';

const file = 'apps/shop/cart.yaml';
const clusters = 'hub/dr-clusters.yaml';
const cart = demoApplication('shop', 'cart');
const apply = ['apply', '--yes', '--max-risk', 'moves-data'];

/** Metro: both clusters share their storage, so the lost one is fenced first. All of it through Git. */
export async function metroStory(stage: Stage): Promise<void> {
  stage.tell(
    'Metro: both clusters write to one synchronous storage. Nothing is lost in a failover, and a cluster that only seems to be gone must be kept from writing first. A model of Ramen, and the real commands.',
  );
  await protect(stage);
  await failOverTooEarly(stage);
  await fence(stage);
  await unfence(stage);
  await relocateHome(stage);
}

async function protect(stage: Stage): Promise<void> {
  unseal(stage);
  await stage.commit('Secrets that need no controller');
  stage.scene('1. The evening before');
  const { shown } = await stage.command(['apply', '--yes', '--quiet'], 0);
  expectSeen(/^(\d+) applied, \1 healthy$/m.test(shown), 'all that was applied became healthy');
  stage.at('02:51');
  await stage.command(['status'], 0);
  expectSeen(runsOn(stage.sandbox, cart) === 'dr1', 'cart runs on dr1');
}

/** What opens sealed Secrets on a real hub is not in this process. */
function unseal({ repository }: Stage): void {
  const secrets = repository
    .read('hub/s3-secrets.yaml')
    .replaceAll('bitnami.com/v1alpha1', 'v1')
    .replaceAll('SealedSecret', 'Secret')
    .replaceAll('spec:\n  encryptedData:', 'data:');
  repository.write('hub/s3-secrets.yaml', secrets);
}

async function failOverTooEarly(stage: Stage): Promise<void> {
  stage.at('03:02');
  stage.scene('2. dr1 does not answer, and somebody commits the failover of cart', 'picture');
  stage.happens('lose dr1');
  stage.at('03:05');
  stage.repository.edit(
    file,
    'spec:\n  preferredCluster: dr1\n',
    'spec:\n  action: Failover\n  failoverCluster: dr2\n  preferredCluster: dr1\n',
  );
  await stage.commit('cart: fail over to dr2');
  const { shown } = await stage.command(apply, 3);
  expectSeen(/Metro: dr1 must be\s+fenced first/.test(shown), 'the failover waits for the fence');
  expectSeen(phaseOf(stage.sandbox, cart).startsWith('Deployed/'), 'nothing was written');
}

async function fence(stage: Stage): Promise<void> {
  stage.at('03:08');
  stage.scene('3. So dr1 is cut off from the storage first, through Git as well');
  stage.repository.edit(
    clusters,
    '  s3ProfileName: minio-on-dr1\n',
    '  s3ProfileName: minio-on-dr1\n  clusterFence: Fenced\n',
  );
  await stage.commit('fence dr1');
  const fenced = await stage.command([...apply, '--only', 'drcluster/dr1'], 0);
  expectSeen(/healthy +drcluster\/dr1 +phase Fenced/.test(fenced.shown), 'dr1 is fenced');
  stage.tell('Now the same commit passes. What dr1 has to do for it can wait until there is a dr1:');
  await stage.command([...apply, '--quiet', '--no-wait'], 0);
  stage.until('cart runs on dr2', () => runsOn(stage.sandbox, cart) === 'dr2');
  stage.at('03:11');
  const status = await stage.command(['status'], 0);
  expectSeen(/shop\/cart +dr2 +FailedOver/.test(status.shown), 'cart runs on dr2');
}

async function unfence(stage: Stage): Promise<void> {
  stage.at('06:30');
  stage.scene('4. dr1 is back, and somebody lets it write again');
  stage.happens('return dr1');
  stage.until('Ramen has cleaned up', () => phaseOf(stage.sandbox, cart) === 'FailedOver/Completed');
  stage.at('06:41');
  stage.repository.edit(clusters, 'clusterFence: Fenced', 'clusterFence: Unfenced');
  await stage.commit('dr1 may write again');
  const { shown } = await stage.command(apply, 3);
  expectSeen(/to pass: --allow unfence=drcluster\/dr1/.test(shown), 'the unfencing has to be allowed');
  stage.tell('It says what stands there: nothing that would write. So it is allowed, by name:');
  const unfenced = await stage.command([...apply, '--quiet', '--allow', 'unfence=drcluster/dr1'], 0);
  expectSeen(/^1 applied, 1 healthy/m.test(unfenced.shown), 'dr1 is unfenced');
}

async function relocateHome(stage: Stage): Promise<void> {
  stage.at('14:00');
  stage.scene('5. Home');
  stage.repository.edit(file, 'action: Failover', 'action: Relocate');
  await stage.commit('cart: home');
  const { shown } = await stage.command([...apply, '--quiet'], 0);
  expectSeen(/^1 applied, 1 healthy/m.test(shown), 'cart is relocated');
  stage.at('14:11');
  const status = await stage.command(['status'], 0);
  expectSeen(/shop\/cart +dr1 +Relocated +Completed +Current/.test(status.shown), 'cart is home');
  const { acknowledgedWrites, lostWrites } = stateOf(stage.sandbox, cart);
  expectSeen(lostWrites === 0 && runsOn(stage.sandbox, cart) === 'dr1', 'nothing was lost');
  stage.tell(`cart acknowledged ${acknowledgedWrites} writes that night and day. None is lost.`);
}
