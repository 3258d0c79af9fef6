import type { Style } from '../../report/colour.ts';
import { type PlainlySynced, syncPlainly } from '../../sandbox/plain-gitops.ts';
import { obey } from '../../sandbox/rehearsal/obey.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import { demoApplication, isGreen, phaseOf, runsOn, stateOf } from './application.ts';
import { passUntil, passUntilTime, startDemoSandbox } from './demo-sandbox.ts';
import type { Stage } from './stage.ts';
import { expectSeen } from './story-broke.ts';
import { type Cell, twoColumns } from './two-columns.ts';

const cart = demoApplication('shop', 'cart');

/** The same night twice: what a client that believes Git does with an operator's failover, and what ramen-sync does. */
export async function naiveStory(stage: Stage): Promise<void> {
  stage.tell(
    'Two hubs in this process, the same repository, the same night. On the left a GitOps client that makes its own what kubectl wrote and then applies Git, as Flux does; on the right ramen-sync.',
  );
  const left = await startDemoSandbox();
  try {
    await new Night(stage, left).tell();
  } finally {
    await left.close();
  }
}

class Night {
  readonly #stage: Stage;
  readonly #left: Sandbox;
  readonly #right: Sandbox;
  readonly #page;
  /** Acknowledged on dr1 and nowhere else when it was lost. */
  #dr1Alone = { left: 0, right: 0 };
  /** What was written through the right side's servers by then. */
  #written = 0;

  constructor(stage: Stage, left: Sandbox) {
    this.#stage = stage;
    this.#left = left;
    this.#right = stage.sandbox;
    this.#page = twoColumns(stage.screen.columns, stage.screen.paint, {
      left: 'a plain GitOps client',
      right: 'ramen-sync',
    });
  }

  async tell(): Promise<void> {
    this.#stage.scene('The same night, twice', 'picture');
    this.#show(this.#page.heads());
    await this.#deploy();
    this.#loseDr1();
    this.#failOver();
    await this.#sync();
    this.#dr1Returns();
    this.#bothWrite();
    await this.#writeDown();
    this.#count();
  }

  async #deploy(): Promise<void> {
    this.#event('02:40', 'Git is applied; cart runs on dr1 and is copied to dr2 every 5 minutes');
    const plain = [
      ...(await this.#plainly('dr1', ['managed/dr1'])),
      ...(await this.#plainly('dr2', ['managed/dr2'])),
      ...(await this.#plainly('hub', ['hub', 'apps'])),
    ];
    const { shown } = await this.#stage.silent(['apply', '--yes'], 0);
    this.#both((sandbox) => phaseOf(sandbox, cart) === 'Deployed/Completed', 'cart is deployed');
    expectSeen(
      plain.every(({ result }) => result === 'created'),
      'all is new on the left',
    );
    const applied = /^\d+ applied, \d+ healthy$/m.exec(shown)?.[0] ?? '';
    expectSeen(applied !== '', 'all is new on the right');
    this.#row(`${plain.length} objects created`, applied);
  }

  #loseDr1(): void {
    this.#event('03:02', 'dr1 is lost, with all that runs there');
    this.#hand('lose dr1');
    this.#pass(1000);
    this.#expectBoth((sandbox) => runsOn(sandbox, cart) === '', 'cart is down');
    this.#dr1Alone = {
      left: stateOf(this.#left, cart).atRiskWrites,
      right: stateOf(this.#right, cart).atRiskWrites,
    };
    this.#row('cart is down', 'cart is down');
  }

  #failOver(): void {
    this.#event('03:04', 'An operator fails cart over to dr2, with kubectl');
    this.#hand('failover shop/cart dr2');
    this.#written = this.#right.writes().length;
    this.#both((sandbox) => runsOn(sandbox, cart) === 'dr2', 'cart runs on dr2');
    this.#row('cart runs on dr2', 'cart runs on dr2', 'good', 'good');
  }

  async #sync(): Promise<void> {
    this.#event('03:10', 'The next sync: Git knows of no failover');
    const plain = await this.#plainly('hub', ['hub', 'apps']);
    const drpc = plain.find(({ kind, name }) => kind === 'DRPlacementControl' && name === 'cart');
    expectSeen(
      drpc?.removed.join() === 'action,failoverCluster',
      'the plain client takes the failover out of the object',
    );
    const { shown } = await this.#stage.silent(['apply', '--yes'], 0);
    expectSeen(/^= drpc\/shop\/cart +held$/m.test(shown), 'ramen-sync holds the failover');
    expectSeen(/^Plan: 1 held/m.test(shown), 'nothing else is planned');
    this.#pass(60_000);
    this.#expectBoth((sandbox) => isGreen(sandbox, cart), 'Ramen still says Available');
    this.#expectBoth((sandbox) => runsOn(sandbox, cart) === 'dr2', 'cart still runs on dr2');
    this.#row(
      'drpc/shop/cart: action and failoverCluster removed. cart runs on, and Available is True: nobody is told',
      'drpc/shop/cart: held. action and failoverCluster stay, and it says who set them',
      'warning',
      'good',
    );
  }

  #dr1Returns(): void {
    this.#event('06:30', 'dr1 is back');
    this.#hand('return dr1');
    this.#pass(60_000);
    expectSeen(runsOn(this.#left, cart) === 'dr1 and dr2', 'cart runs on both clusters on the left');
    expectSeen(stateOf(this.#left, cart).primaries.length === 2, 'both copies take writes on the left');
    expectSeen(phaseOf(this.#right, cart) === 'FailedOver/Completed', 'Ramen cleans up on the right');
    expectSeen(runsOn(this.#right, cart) === 'dr2', 'cart runs on dr2 alone on the right');
    this.#row(
      'cart starts on dr1 as well, with the data of 03:02: both clusters take orders',
      'Ramen cleans up dr1 and copies to it; cart runs on dr2',
      'error',
      'good',
    );
  }

  #bothWrite(): void {
    this.#event('07:00', 'Somebody notices');
    const missing = stateOf(this.#left, cart).missingWhereItRuns;
    expectSeen((missing.dr1 ?? 0) > 0 && (missing.dr2 ?? 0) > 0, 'each side misses what the other wrote');
    const right = stateOf(this.#right, cart).missingWhereItRuns;
    const { lostWrites } = stateOf(this.#right, cart);
    expectSeen(right.dr2 === lostWrites, 'cart has all that is left on the right');
    expectSeen(this.#right.writes().length === this.#written, 'ramen-sync wrote nothing all night');
    this.#row(
      `dr1's cart lacks ${count(missing.dr1).trim()} acknowledged writes, dr2's ${count(missing.dr2).trim()}`,
      'nothing to notice',
      'error',
      'good',
    );
  }

  async #writeDown(): Promise<void> {
    this.#event('07:10', 'Git learns of the failover');
    await this.#stage.silent(['adopt'], 0);
    await this.#stage.commit('cart was failed over to dr2');
    await this.#plainly('hub', ['hub', 'apps']);
    await this.#stage.silent(['apply', '--yes'], 0);
    const { shown } = await this.#stage.silent(['plan'], 0);
    expectSeen(/^Plan: \d+ unchanged$/m.test(shown), 'Git and clusters are in step on the right');
    this.#both((sandbox) => phaseOf(sandbox, cart) === 'FailedOver/Completed', 'Ramen is done');
    this.#pass(60_000);
    this.#expectBoth((sandbox) => runsOn(sandbox, cart) === 'dr2', 'cart runs on dr2 alone');
    this.#row('one side must go: dr1 gives up what it wrote', 'adopted, in one commit', 'error', 'good');
  }

  /**
   * What dr1 alone had when it was lost is gone in any case, and so is what it takes at its return until Ramen stops cart
   * there: ramen-sync wrote nothing until then, so its night shows how much that is. The rest was lost to a sync of Git.
   */
  #count(): void {
    const [left, right] = [stateOf(this.#left, cart), stateOf(this.#right, cart)];
    const atReturn = right.lostWrites - this.#dr1Alone.right;
    expectSeen(atReturn >= 0 && atReturn <= SECOND_OF_WRITES, 'Ramen stops cart on dr1 at once on the right');
    const inAnyCase = { left: this.#dr1Alone.left + atReturn, right: this.#dr1Alone.right + atReturn };
    const lost = { left: left.lostWrites - inAnyCase.left, right: right.lostWrites - inAnyCase.right };
    expectSeen(lost.left > 0, 'the plain client lost writes');
    this.#show(this.#page.event('', 'What the storage counted'));
    this.#row(
      `${count(left.acknowledgedWrites)} acknowledged writes`,
      `${count(right.acknowledgedWrites)} acknowledged writes`,
    );
    this.#row(
      `${count(inAnyCase.left)} gone with dr1 in any case`,
      `${count(inAnyCase.right)} gone with dr1 in any case`,
    );
    this.#row(
      `${count(lost.left)} lost because Git was applied`,
      `${count(lost.right)} lost because Git was applied`,
      'error',
      'good',
    );
  }

  #plainly(cluster: string, folders: readonly string[]): Promise<readonly PlainlySynced[]> {
    const files = folders.flatMap((folder) => this.#stage.repository.files(folder));
    return syncPlainly(this.#left, cluster, files);
  }

  #event(time: string, text: string): void {
    for (const sandbox of [this.#left, this.#right]) passUntilTime(sandbox, time);
    this.#show(this.#page.event(time, text));
  }

  #hand(line: string): void {
    for (const sandbox of [this.#left, this.#right]) obey(sandbox, line);
  }

  #pass(milliseconds: number): void {
    for (const sandbox of [this.#left, this.#right]) sandbox.advance(milliseconds);
  }

  #both(isSo: (sandbox: Sandbox) => boolean, what: string): void {
    for (const sandbox of [this.#left, this.#right]) passUntil(sandbox, what, () => isSo(sandbox));
  }

  #expectBoth(isSo: (sandbox: Sandbox) => boolean, what: string): void {
    for (const sandbox of [this.#left, this.#right]) expectSeen(isSo(sandbox), what);
  }

  #row(left: string, right: string, leftStyle?: Style, rightStyle?: Style): void {
    this.#show(this.#page.row(cell(left, leftStyle), cell(right, rightStyle)));
  }

  #show(text: string): void {
    this.#stage.screen.show('output', text);
  }
}

function cell(text: string, style: Style | undefined): Cell {
  return { text, ...(style === undefined ? {} : { style }) };
}

/** What cart acknowledges in a second. */
const SECOND_OF_WRITES = 2;
/** Of a figure, with its comma. */
const DIGITS = 6;

/** `12,345`, whatever the locale, aligned with others. */
function count(writes = 0): string {
  return String(writes)
    .replace(/\B(?=(\d{3})+$)/g, ',')
    .padStart(DIGITS);
}
