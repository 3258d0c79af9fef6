import { getAt } from '../../model/field-path.ts';
import { isArray, type JsonObject } from '../../model/json.ts';
import type { Consequence } from '../../model/plan.ts';
import type { GateInput } from '../gates/define-gate.ts';
import { peerOf, primariesOf } from '../situation.ts';
import { syncLag } from '../sync-lag.ts';

/** A new DRPlacementControl: of an application that runs, of one that is protected already, or of one that is new. */
export function creationConsequences({
  situation,
  after,
  configuredClusters,
}: GateInput): readonly Consequence[] {
  const target =
    (after.action === 'Failover' ? after.failoverCluster : after.preferredCluster) ?? 'no cluster';
  const runs = situation === undefined ? [] : primariesOf(situation.vrgs);
  const found: Consequence[] = [];
  if (runs.length > 0)
    found.push({ code: 'protection-continues', text: `protected already on ${runs.join(' and ')}` });
  else found.push(...protectionStarts(situation, target));
  const elsewhere =
    situation?.runsOn !== undefined && situation.runsOn !== target ? situation.runsOn : undefined;
  if (elsewhere !== undefined)
    found.push({ code: 'workload-moves', text: `workload moves ${elsewhere} -> ${target}` });
  if (configuredClusters.length === 0) {
    found.push({
      code: 'not-checked',
      text: 'no managed cluster is configured: whether it runs elsewhere was judged from the hub alone',
    });
  }
  return found;
}

function protectionStarts(situation: GateInput['situation'], target: string): readonly Consequence[] {
  const metro = situation !== undefined && syncLag(undefined, situation).state === 'not-applicable';
  if (metro)
    return [
      {
        code: 'protection-starts',
        text: `protection starts on ${target}: both clusters write the same storage`,
      },
    ];
  const peer = situation === undefined ? undefined : peerOf(situation, target);
  return [
    {
      code: 'protection-starts',
      text: `protection starts on ${target}; unprotected until ${peer ?? 'its peer'} has a first full copy`,
    },
  ];
}

/** Of the fields that say what is protected, and how. */
export function protectionConsequences({ paths, live, wanted }: GateInput): readonly Consequence[] {
  if (live === undefined) return [];
  const touches = (field: string) => paths.some((path) => path === field || path.startsWith(`${field}.`));
  const found: Consequence[] = [];
  if (['spec.drPolicyRef', 'spec.pvcSelector', 'spec.placementRef'].some(touches)) {
    found.push({
      code: 'unprotected',
      text: 'unprotected from its removal until the first sync: it cannot change in place',
    });
  }
  if (paths.some((path) => path.startsWith('spec.protectedNamespaces')))
    found.push(...namespaces(live, wanted));
  if (touches('spec.kubeObjectProtection')) {
    const ends = getAt(wanted, ['spec', 'kubeObjectProtection']) === undefined;
    found.push({
      code: 'captures',
      text: ends
        ? 'its Kubernetes objects are no longer captured: a failover would bring back volumes alone'
        : 'its Kubernetes objects are captured otherwise from the next capture on',
    });
  }
  return found;
}

function namespaces(live: JsonObject, wanted: JsonObject): readonly Consequence[] {
  const before = protectedNamespaces(live);
  const after = protectedNamespaces(wanted);
  const added = after.filter((name) => !before.includes(name));
  const dropped = before.filter((name) => !after.includes(name));
  return [
    ...added.map((name) => ({
      code: 'unprotected',
      text: `namespace ${name} is protected from now on, unprotected until its first sync`,
    })),
    ...dropped.map((name) => ({
      code: 'protection-ends',
      text: `namespace ${name} is no longer protected: its volumes lose their copy`,
    })),
  ];
}

function protectedNamespaces(object: JsonObject): readonly string[] {
  const names = getAt(object, ['spec', 'protectedNamespaces']);
  return isArray(names) ? names.map(String) : [];
}
