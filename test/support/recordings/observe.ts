import { getAt, getString } from '../../../src/model/field-path.ts';
import type { Json } from '../../../src/model/json.ts';
import type { AppState } from '../../../src/sandbox/ramen/applications.ts';
import { listOf } from '../../../src/sandbox/ramen/metadata.ts';
import {
  cart,
  conditionsOf,
  decisionOf,
  phaseOf,
  vrgsOf,
  worksOf,
} from '../../../src/sandbox/ramen/testing/rehearsal.ts';
import type { Stage } from '../../../src/sandbox/ramen/testing/stage.ts';
import type { Stream } from './recording.ts';

/** What the model shows now, in the recordings' words. */
export function observe({ world, ramen }: Stage): Readonly<Record<Stream, string>> {
  const drpc = cart(world);
  const gone = drpc.kind === undefined;
  const app = ramen.app('shop', 'cart');
  return {
    git: gone ? 'absent' : gitOf(drpc),
    phase: gone ? '-' : phaseOf(world),
    conditions: conditionsOf(world) || 'Available· PeerReady· Protected·',
    decision: decisionOf(world),
    work: worksOf(world),
    vrg: vrgsOf(world),
    disk: bySite(app, ({ copy }) => (copy === 'none' ? undefined : copy)) ?? '·|·',
    app: bySite(app, (site) => appWords[site.app]) ?? 'none|none',
  };
}

const appWords = { none: 'none', pending: 'Pending', running: 'Running', dead: 'dead' } as const;

function bySite(
  app: AppState | undefined,
  word: (site: AppState['sites'][string]) => string | undefined,
): string | undefined {
  const words = ['dr1', 'dr2'].map((cluster) => {
    const site = app?.sites[cluster];
    return site === undefined ? undefined : word(site);
  });
  if (words.every((each) => each === undefined)) return undefined;
  return words.map((each) => each ?? 'none').join('|');
}

function gitOf(drpc: Json): string {
  const action = getString(drpc, ['spec', 'action']) ?? 'no action';
  const target = getString(drpc, ['spec', 'failoverCluster']) ?? '-';
  const deleting = getAt(drpc, ['metadata', 'deletionTimestamp']) === undefined ? '' : ' DELETING';
  return `${action} pref=${getString(drpc, ['spec', 'preferredCluster']) ?? ''} fo=${target}${deleting}`;
}

/** The facts of a close look, of those that do not depend on how fast a machine is. */
export function lookAt(stage: Stage): ReadonlyMap<string, string> {
  const drpc = cart(stage.world);
  const app = stage.ramen.app('shop', 'cart');
  const messages = new Map(
    listOf(drpc, ['status', 'conditions']).map((each) => [
      getString(each, ['type']) ?? '',
      getString(each, ['message']) ?? '',
    ]),
  );
  return new Map([
    ...['Available', 'PeerReady', 'Protected'].map((type) => [type, messages.get(type) ?? ''] as const),
    ['lastGroupSyncTime', getString(drpc, ['status', 'lastGroupSyncTime']) === undefined ? 'none' : 'set'],
    ['preferredDecision', getString(drpc, ['status', 'preferredDecision', 'clusterName']) ?? '-'],
    [
      'lastAppDeploymentCluster',
      getString(drpc, [
        'metadata',
        'annotations',
        'drplacementcontrol.ramendr.openshift.io/last-app-deployment-cluster',
      ]) ?? '-',
    ],
    ['archived', app?.archived === true ? 'yes' : 'no'],
    ['lost', app?.lostWrites === 0 ? 'none' : 'some'],
    ['primaries', app?.primaries.join('+') ?? ''],
  ]);
}

/** A recorded look in the same form. */
export function comparableLook(facts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const archived = Number(facts.get('archived')) >= 2 ? 'yes' : 'no';
  const lost = /lost 0,/.test(facts.get('writes') ?? '') ? 'none' : 'some';
  return new Map(
    [...facts].flatMap(([fact, value]) =>
      fact === 'archived' ? [['archived', archived]] : fact === 'writes' ? [['lost', lost]] : [[fact, value]],
    ) as [string, string][],
  );
}
