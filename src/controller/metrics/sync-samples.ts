import type { ObjectRef } from '../../model/object-ref.ts';
import type { Change } from '../../model/plan.ts';
import { type Done, driftedObjects, isHeld } from '../conditions.ts';
import { type MetricKey, NAMED_OBJECTS } from './definitions.ts';
import type { Sample } from './exposition.ts';

/** By the metric's key in `metrics`. */
export type Samples = Partial<Readonly<Record<MetricKey, readonly Sample[]>>>;

export interface SyncName {
  readonly namespace: string;
  readonly name: string;
}

/** What the gauges of one TopologySync say after a pass. `firstSeen`: when an object was first found held, in seconds. */
export function samplesOf(
  { namespace, name }: SyncName,
  result: Done,
  firstSeen: (object: ObjectRef) => number,
): Samples {
  const own = [namespace, name];
  const { plan, protections = [] } = result.sync;
  const timed = protections.filter(({ intervalSeconds }) => intervalSeconds !== undefined);
  const application = (each: (typeof protections)[number]) => [
    ...own,
    each.namespace,
    each.name,
    each.policy,
  ];
  return {
    objects: stateCounts(own, plan.changes),
    drifted: driftCounts(own, result),
    heldSince: plan.changes
      .filter(isHeld)
      .slice(0, NAMED_OBJECTS)
      .map((change) => ({
        labels: [...own, ...objectLabels(change.object)],
        value: heldSince(change) ?? firstSeen(change.object),
      })),
    blocked: plan.changes
      .filter(({ blocks }) => blocks.length > 0)
      .slice(0, NAMED_OBJECTS)
      .flatMap(({ object, blocks }) =>
        [...new Set(blocks.map(({ gate }) => gate))].map((gate) => ({
          labels: [...own, ...objectLabels(object), gate],
          value: 1,
        })),
      ),
    reachable: plan.clusters.map(({ name: cluster, state }) => ({
      labels: [...own, cluster],
      value: state === 'reachable' ? 1 : 0,
    })),
    lastSync: timed.flatMap((each) =>
      each.syncedAt === undefined
        ? []
        : [{ labels: application(each), value: Date.parse(each.syncedAt) / 1000 }],
    ),
    syncInterval: timed.map((each) => ({ labels: application(each), value: each.intervalSeconds ?? 0 })),
  };
}

function stateCounts(own: readonly string[], changes: readonly Change[]): readonly Sample[] {
  return counted(changes.map(({ object, state }) => [...own, object.cluster, object.kind, state]));
}

/** Zero where a cluster has none: an alert must see it go. */
function driftCounts(own: readonly string[], result: Done): readonly Sample[] {
  const drifted = driftedObjects(result);
  return result.sync.plan.clusters.map(({ name }) => ({
    labels: [...own, name],
    value: drifted.filter(({ object }) => object.cluster === name).length,
  }));
}

function counted(series: readonly (readonly string[])[]): readonly Sample[] {
  const counts = new Map<string, { readonly labels: readonly string[]; value: number }>();
  for (const labels of series) {
    const key = JSON.stringify(labels);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { labels, value: 1 });
    else known.value += 1;
  }
  return [...counts.values()];
}

/** The API server's record of the oldest held field; of a removed field there is none. */
function heldSince({ fields }: Change): number | undefined {
  const times = fields.flatMap(({ held, time }) =>
    held && time !== undefined ? [Date.parse(time) / 1000] : [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

function objectLabels({ cluster, kind, namespace, name }: ObjectRef): readonly string[] {
  return [cluster, kind, namespace ?? '', name];
}
