import { getAt, getString } from '../../../src/model/field-path.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { conditionOf } from '../../../src/model/live-object.ts';
import { startRamen } from '../../../src/sandbox/ramen/start-ramen.ts';
import { createMemoryWorld } from '../../../src/sandbox/ramen/testing/memory-world.ts';
import { cart, conditionsOf, populate, vrgsOf } from '../../../src/sandbox/ramen/testing/rehearsal.ts';
import { green, type Stage } from '../../../src/sandbox/ramen/testing/stage.ts';
import type { GitSpec, NaiveClient } from '../naive-clients.ts';
import { playAct } from '../recordings/acts.ts';
import { lookAt, observe } from '../recordings/observe.ts';
import { isStream } from '../recordings/recording.ts';
import type { Expectation, Experiment, Fact } from './experiment.ts';
import { withRefusals } from './refusals.ts';

/** A client that applies what Git says, again and again. */
export interface Visits {
  /** In milliseconds. */
  readonly every: number;
  readonly client: NaiveClient;
  readonly git: GitSpec;
}

/** Plays it from `shop/cart` deployed on dr1; says where the model does not end as the real operators did. */
export function playExperiment(experiment: Experiment, visits?: Visits): readonly string[] {
  const refusals = withRefusals(createMemoryWorld());
  const { world } = refusals;
  const stage: Stage = { world, ramen: startRamen(world, { pace: experiment.pace ?? {} }) };
  populate(world);
  world.until(() => conditionsOf(world) === green('Deployed') && vrgsOf(world).endsWith('/Secondary'));
  world.pass(10_000);
  const visit = (): void => {
    if (visits === undefined) return;
    visits.client(world.hub, visits.git);
    world.after(visits.every, visit);
  };
  visit();
  const wrong: string[] = [];
  let done = 'deployed';
  for (const step of experiment.steps) {
    if (typeof step === 'string') {
      done = step;
      if (!playStep(stage, refusals, step))
        wrong.push(`${step}: never, it is ${JSON.stringify(observe(stage))}`);
    } else wrong.push(...unlike(factsOf(stage), step).map((each) => `after "${done}" ${each}`));
  }
  stage.ramen.stop();
  return wrong;
}

function playStep(stage: Stage, refusals: ReturnType<typeof withRefusals>, step: string): boolean {
  const [verb, word = '', , cluster = ''] = step.split(' ');
  if (verb === 'pass') stage.world.pass(Number(word) * 1000);
  else if (verb === 'until') {
    const value = step.slice(`until ${word} `.length);
    return isStream(word) && stage.world.until(() => observe(stage)[word].startsWith(value));
  } else if (verb === 'refuse') refusals.refuseWorks(cluster);
  else if (verb === 'accept') refusals.acceptWorks();
  else playAct(stage, step);
  return true;
}

function unlike(facts: Readonly<Record<string, string>>, expected: Expectation): readonly string[] {
  return Object.entries(expected).flatMap(([fact, value]) => {
    const seen = facts[fact] ?? '';
    const same = messages.has(fact) ? seen.includes(value) : seen === value;
    return same ? [] : [`${fact} is ${JSON.stringify(seen)}, not ${JSON.stringify(value)}`];
  });
}

const messages = new Set(['Available', 'PeerReady', 'Protected']);

function factsOf(stage: Stage): Readonly<Record<Fact, string>> {
  const look = lookAt(stage);
  const app = stage.ramen.app('shop', 'cart');
  const fact = (name: string): string => look.get(name) ?? '';
  return {
    ...observe(stage),
    Available: fact('Available'),
    PeerReady: fact('PeerReady'),
    Protected: fact('Protected'),
    lastGroupSyncTime: fact('lastGroupSyncTime'),
    lastSync: ageOfSync(stage),
    finalSync: finalSyncOf(stage),
    reachable: String(conditionOf(dr1Of(stage), 'ManagedClusterConditionAvailable')?.status),
    archived: fact('archived'),
    primaries: fact('primaries'),
    runs: app?.runsOn.join('+') || 'nowhere',
    lost: amount(app?.lostWrites ?? 0, app?.acknowledgedWrites ?? 0),
    missing: Object.entries(app?.missingWhereItRuns ?? {})
      .map(([cluster, count]) => `${cluster} ${amount(count, app?.acknowledgedWrites ?? 0)}`)
      .join(', '),
  };
}

function ageOfSync({ world }: Stage): string {
  const synced = getString(cart(world), ['status', 'lastGroupSyncTime']);
  if (synced === undefined) return 'none';
  return world.now() - Date.parse(synced) > 120_000 ? 'old' : 'fresh';
}

function finalSyncOf({ world }: Stage): string {
  const vrg = world.managed.get('dr1')?.get('VolumeReplicationGroup', 'shop', 'cart');
  const flags = ['prepareForFinalSync', 'runFinalSync'].filter((flag) => getAt(vrg, ['spec', flag]) === true);
  return flags.join(' ') || 'none';
}

function dr1Of({ world }: Stage): JsonObject {
  return world.hub.get('ManagedCluster', undefined, 'dr1') ?? {};
}

function amount(count: number, all: number): string {
  if (count === 0) return 'none';
  return count === all ? 'all' : 'some';
}
