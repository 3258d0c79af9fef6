import { ramenKey } from '../../model/annotations.ts';
import { annotationOf } from '../../model/live-object.ts';
import { defineGate, type GateInput, isApplication, type Refusal, targetOf } from './define-gate.ts';

/** Dropping dryRun while the action stays turns a test into the real thing. */
export const testFailoverPromotion = defineGate({
  id: 'test-failover-promotion',
  summary: 'A test failover would become real, or end in no state that Ramen accepts.',
  why: `While action Failover stands, removing dryRun promotes the test: production is taken down and its volume is overwritten from
the test's copy. A test ends only with exactly the action and target that stood before it, which Ramen keeps in annotations;
with anything else it stays. dryRun without a Failover turns the next failover, in an emergency, into a test.
(Ramen: internal/controller/drplacementcontrol.go, processTestFailoverFlowIfEnabled; seen on running operators.)

The exact end of a test passes. So does the start of one, where the other gates have nothing against it.`,
  appliesTo: (input) => isApplication(input) && (input.before.dryRun === true || input.after.dryRun === true),
  judge: (input) => (input.before.dryRun === true ? endTest(input) : startTest(input)),
  examples: [
    {
      title: 'only dryRun goes',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1, dryRun: true }
status: FailedOver/TestingFailover
decisions: [dr1 retained, dr2]
dr2: primary/Primary Failover
lastCluster: dr1`,
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
      stops: {
        message:
          "without dryRun the test failover of shop/cart to dr2 becomes real: production on dr1 is taken down, and what it wrote since the test began is overwritten from the test's copy",
        help: 'to end the test without harm, drop dryRun and set no action and preferredCluster: dr1 in the same change',
      },
    },
    {
      title: 'dryRun on a failover that is real',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Completed
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Failover`,
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1, dryRun: true }',
      stops: {
        message:
          'shop/cart was failed over to dr2 for real; dryRun would call that a test, and Ramen refuses a test on the cluster where it runs',
        help: 'leave dryRun out; test a failover to the other cluster',
      },
    },
    {
      title: 'the exact end of a test',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1, dryRun: true }
status: FailedOver/TestingFailover
conditions: { PeerReady: 'False', Protected: 'False' }
decisions: [dr1 retained, dr2]
dr2: primary/Primary Failover
lastCluster: dr1`,
      git: 'cart: { preferredCluster: dr1 }',
    },
    {
      title: 'the start of a test',
      live: '',
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1, dryRun: true }',
    },
  ],
});

/** Back to exactly the action and target that stood before the test; anything else promotes it or is refused by Ramen. */
export function isExactEndOfTest(input: GateInput): boolean {
  const { before, after, live } = input;
  if (live === undefined || before.dryRun !== true || after.dryRun === true) return false;
  const saved = savedState(input);
  return after.action === saved.action && saved.cluster !== undefined && targetOf(after) === saved.cluster;
}

interface SavedState {
  readonly action?: string;
  readonly cluster?: string;
}

/** What stood before the test. Ramen writes it when the test begins; where it has not yet, nothing else had been begun. */
function savedState({ live, situation }: GateInput): SavedState {
  const action = annotationOf(live ?? {}, ramenKey.lastAction);
  const cluster = annotationOf(live ?? {}, ramenKey.lastAppCluster) ?? situation?.runsOn;
  return {
    ...(action === undefined || action === '' ? {} : { action }),
    ...(cluster === undefined ? {} : { cluster }),
  };
}

function endTest(input: GateInput): Refusal | undefined {
  const { before, after, name, paths } = input;
  const touched = paths.some((path) => runtimePaths.has(path));
  if (!touched || isExactEndOfTest(input)) return undefined;
  const saved = savedState(input);
  const help = endHelp(saved);
  const production = saved.cluster ?? 'its cluster';
  const test = before.failoverCluster ?? 'no cluster';
  if (
    after.action === 'Failover' &&
    after.dryRun !== true &&
    after.failoverCluster === before.failoverCluster
  ) {
    return {
      message: `without dryRun the test failover of ${name} to ${test} becomes real: production on ${production} is taken down, and what it wrote since the test began is overwritten from the test's copy`,
      help,
    };
  }
  return {
    message: `Ramen would refuse this end of the test failover of ${name} to ${test} and leave it running beside production on ${production}`,
    help,
  };
}

const runtimePaths = new Set(['spec.action', 'spec.failoverCluster', 'spec.preferredCluster', 'spec.dryRun']);

function endHelp({ action, cluster }: SavedState): string {
  if (cluster === undefined)
    return 'nobody can tell what stood before the test: look at the annotations of the DRPlacementControl';
  const field = action === 'Failover' ? 'failoverCluster' : 'preferredCluster';
  return `to end the test without harm, drop dryRun and set ${action === undefined ? 'no action' : `action: ${action}`} and ${field}: ${cluster} in the same change`;
}

function startTest({ before, after, name }: GateInput): Refusal | undefined {
  if (after.action !== 'Failover') {
    return {
      message: `dryRun on ${name} without action: Failover does nothing now, and would turn its next failover, in an emergency, into a test`,
      help: 'set dryRun together with action: Failover, or leave it out',
    };
  }
  if (before.action !== 'Failover' || before.failoverCluster !== after.failoverCluster) return undefined;
  return {
    message: `${name} was failed over to ${after.failoverCluster ?? 'no cluster'} for real; dryRun would call that a test, and Ramen refuses a test on the cluster where it runs`,
    help: 'leave dryRun out; test a failover to the other cluster',
  };
}
