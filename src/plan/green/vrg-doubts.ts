import type { Doubt } from '../../model/doubt.ts';
import { getAt, getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { isObserved, peerOf, type Situation } from '../situation.ts';
import { isLost } from './cluster-doubts.ts';

/**
 * The home must be primary without a final sync left over, the peer Secondary at its generation: everything else is either no
 * replication, or an application in two places. Without a managed cluster to ask, the hub's own orders are all there is.
 * A VolumeReplicationGroup keeps the `action` of the last operation after a good end too, so that says nothing.
 * Ramen: internal/controller/drplacementcontrol.go (isValidFailoverTarget), volumereplicationgroup_controller.go.
 */
export function vrgDoubts(situation: Situation): readonly Doubt[] {
  const home = situation.runsOn;
  if (home === undefined) return [];
  const peer = peerOf(situation, home);
  return [
    ...judge(home, situation, (order, vrg) => homeDoubts(home, order, vrg, peer)),
    ...(peer === undefined
      ? []
      : judge(peer, situation, (order, vrg) => peerDoubts(peer, home, situation, order, vrg))),
  ];
}

/** `order`: a VRG's spec as it stands; `vrg` only where somebody saw the VRG itself. */
type Judge = (order: JsonObject, vrg: LiveObject | undefined) => readonly Doubt[];

function judge(cluster: string, situation: Situation, judgeOrder: Judge): readonly Doubt[] {
  const { vrgs, views, works } = situation;
  const sight = vrgs.get(cluster) ?? views.get(cluster);
  if (sight?.seen === 'vrg') return judgeOrder(sight.vrg, sight.vrg);
  if (sight?.seen === 'absent') return [missing(cluster, 'there is no VolumeReplicationGroup')];
  const order = works?.get(cluster);
  const ordered = order === undefined ? [] : judgeOrder(order, undefined);
  // That it is lost says all.
  if (isLost(cluster, situation)) return ordered;
  if (sight?.seen === 'unreadable') return [...ordered, unread(cluster, sight.why)];
  if (vrgs.size > 0) return [...ordered, unread(cluster, 'the cluster is not configured')];
  if (works === undefined) return [unread(cluster, 'no managed cluster is configured, and no ManifestWork')];
  return order === undefined ? [missing(cluster, 'the hub orders no VolumeReplicationGroup')] : ordered;
}

function homeDoubts(
  home: string,
  order: JsonObject,
  vrg: LiveObject | undefined,
  peer: string | undefined,
): readonly Doubt[] {
  const asked = getString(order, ['spec', 'replicationState']) ?? 'nothing';
  if (asked !== 'primary') return [notPrimary(home, `is ordered to be ${asked}`)];
  const doubts: Doubt[] = [];
  if (vrg !== undefined && !isObserved(vrg)) doubts.push(behind(home));
  else if (vrg !== undefined && getString(vrg, ['status', 'state']) !== 'Primary')
    doubts.push(notPrimary(home, `reports ${getString(vrg, ['status', 'state']) ?? 'no state'}`));
  if (['prepareForFinalSync', 'runFinalSync'].some((flag) => getAt(order, ['spec', flag]) === true))
    doubts.push(finalSyncLeft(home, peer));
  return doubts;
}

function peerDoubts(
  peer: string,
  home: string,
  { decisions }: Situation,
  order: JsonObject,
  vrg: LiveObject | undefined,
): readonly Doubt[] {
  const asked = getString(order, ['spec', 'replicationState']) ?? 'nothing';
  const isDecided = decisions?.some((decision) => decision.cluster === peer) === true;
  if (asked !== 'secondary') {
    const text = `the VolumeReplicationGroup on ${peer} is ordered to be ${asked}, though the application runs on ${home}`;
    return [notSecondary(peer, `${text}: both sides may write, and nothing is replicated`, isDecided)];
  }
  if (vrg === undefined) return [];
  const state = getString(vrg, ['status', 'state']) ?? '';
  if (state === '') return [withoutStatus(peer)];
  if (!isObserved(vrg)) return [behind(peer)];
  if (state === 'Secondary') return [];
  const text = `the VolumeReplicationGroup on ${peer} is ${state} where Secondary is due`;
  return [notSecondary(peer, `replication is not running: ${text}`, isDecided)];
}

function notPrimary(home: string, what: string): Doubt {
  return {
    code: 'home-not-primary',
    health: 'Failed',
    text: `the VolumeReplicationGroup on ${home} ${what}, though the application should run there`,
    help: `see what the VolumeReplicationGroup on ${home} waits for; where both are secondary only a Failover to the other cluster helps`,
  };
}

function finalSyncLeft(home: string, peer: string | undefined): Doubt {
  return {
    code: 'final-sync-left',
    health: 'Failed',
    text: `the VolumeReplicationGroup on ${home} still asks for the final sync of a relocation that was taken back: its claims may hang in deletion, and the application may run nowhere`,
    help: `go on with the relocation: action Relocate with preferredCluster ${peer ?? 'the other cluster'}`,
  };
}

function notSecondary(peer: string, text: string, isDecided: boolean): Doubt {
  return {
    code: 'peer-not-secondary',
    health: 'Failed',
    text,
    help: isDecided
      ? `end the second decision first: while the application is delivered to ${peer} too, its volumes there stay in use`
      : `a Failover to ${peer} is refused while this lasts; a claim left over on ${peer} by a cancelled failover keeps it so: compare the data of both sides, then delete that claim`,
  };
}

function withoutStatus(peer: string): Doubt {
  return {
    code: 'peer-without-status',
    health: 'InProgress',
    text: `the VolumeReplicationGroup on ${peer} has no status yet: a failover would have to wait for it`,
    help: `wait until it is Secondary; if that lasts, see whether Ramen's operator runs on ${peer}`,
  };
}

function behind(cluster: string): Doubt {
  return {
    code: 'vrg-behind',
    health: 'InProgress',
    text: `the VolumeReplicationGroup on ${cluster} has not handled its latest order yet`,
    help: `wait; if that lasts, see whether Ramen's operator runs on ${cluster}`,
  };
}

function missing(cluster: string, what: string): Doubt {
  return {
    code: 'vrg-missing',
    health: 'Failed',
    text: `${what} on ${cluster}: it is not protected, and no action can work`,
    help: `see why the ManifestWork of the application in namespace ${cluster} of the hub is missing or not applied`,
  };
}

function unread(cluster: string, why: string): Doubt {
  return {
    code: 'vrg-unread',
    health: 'Unknown',
    text: `the VolumeReplicationGroup on ${cluster} cannot be read: ${why}`,
    help: `see whether ${cluster} is up, and whether ramen-sync.yaml names it with credentials that work`,
  };
}
