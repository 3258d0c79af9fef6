/** One metric family, as the exposition and docs/metrics.md know it. */
export interface MetricDefinition {
  /** Without `_total` of a counter and `_info` of an info: the exposition adds them (OpenMetrics 1.0). */
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram' | 'info';
  readonly help: string;
  readonly unit?: 'seconds' | 'bytes';
  /** In this order. Values that an outsider could choose are never among them. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, without the last one, which is infinite. */
  readonly buckets?: readonly number[];
  /** How many series there can be. */
  readonly series: string;
}

/** A TopologySync. `namespace` and `pod` are what a scrape calls its target, so they are not used here. */
const sync = ['sync_namespace', 'sync'] as const;
const object = ['cluster', 'kind', 'object_namespace', 'object'] as const;
const application = [...sync, 'application_namespace', 'application', 'policy'] as const;

/** Of one TopologySync, of each of the two lists: an incident of this size is a number, not a list. */
export const NAMED_OBJECTS = 250;

/** Seconds: a pass of a small repository takes one, of ten thousand objects minutes. */
const passBuckets = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
/** Seconds: a write is one or a few requests to an API server that may be far away. */
const applyBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const metrics = {
  build: {
    name: 'ramen_sync_build',
    type: 'info',
    help: 'What is running; the value is always 1.',
    labels: ['version', 'node'],
    series: '1',
  },
  leader: {
    name: 'ramen_sync_leader',
    type: 'gauge',
    help: '1 in the process that works on TopologySyncs, 0 in one that stands by.',
    labels: [],
    series: '1',
  },
  condition: {
    name: 'ramen_sync_condition',
    type: 'gauge',
    help: 'Conditions of a TopologySync: 1 for the status that holds, 0 for the two others.',
    labels: [...sync, 'type', 'status'],
    series: '15 a TopologySync',
  },
  suspended: {
    name: 'ramen_sync_suspended',
    type: 'gauge',
    help: '1 while spec.suspend stops all work on a TopologySync.',
    labels: [...sync],
    series: '1 a TopologySync',
  },
  passes: {
    name: 'ramen_sync_passes',
    type: 'counter',
    help: 'Passes by how they ended: ready, not-ready (done, but Ready is not True), failed, stalled, suspended.',
    labels: [...sync, 'result'],
    series: '5 a TopologySync',
  },
  passDuration: {
    name: 'ramen_sync_pass_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'How long a pass took: fetch, lint, plan and, in mode enforce, apply.',
    labels: [...sync],
    buckets: passBuckets,
    series: `${passBuckets.length + 3} a TopologySync`,
  },
  lastReady: {
    name: 'ramen_sync_last_ready_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'End of the last pass after which Ready was True. Absent until there was one in this process.',
    labels: [...sync],
    series: '1 a TopologySync',
  },
  observed: {
    name: 'ramen_sync_observed_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'End of the last pass that made a plan. What is said of objects, clusters and applications was so then.',
    labels: [...sync],
    series: '1 a TopologySync',
  },
  objects: {
    name: 'ramen_sync_objects',
    type: 'gauge',
    help: 'Objects by their state in the last plan: create, update, unchanged, held, blocked, remove, pending, unreachable, not-in-git.',
    labels: [...sync, 'cluster', 'kind', 'state'],
    series: 'clusters x kinds x states that occur; none an object',
  },
  drifted: {
    name: 'ramen_sync_drifted_objects',
    type: 'gauge',
    help: 'Objects with a field that somebody else wrote and that is still live after the last pass.',
    labels: [...sync, 'cluster'],
    series: '1 a cluster and TopologySync',
  },
  heldSince: {
    name: 'ramen_sync_held_since_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'When the operation began that is held: the time that the API server recorded for the field, else when this process first saw it.',
    labels: [...sync, ...object],
    series: `1 a held object, at most ${NAMED_OBJECTS} a TopologySync; ramen_sync_objects counts them all`,
  },
  blocked: {
    name: 'ramen_sync_blocked',
    type: 'gauge',
    help: '1 for each gate that stops a change of an object, or a part of it.',
    labels: [...sync, ...object, 'gate'],
    series: `1 a gate and blocked object, at most ${NAMED_OBJECTS} objects a TopologySync`,
  },
  applyDuration: {
    name: 'ramen_sync_apply_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'How long writing one object took, retries included, by result: applied, failed.',
    labels: ['cluster', 'result'],
    buckets: applyBuckets,
    series: `${applyBuckets.length + 3} a cluster and result`,
  },
  reachable: {
    name: 'ramen_sync_cluster_reachable',
    type: 'gauge',
    help: '1 where the cluster answered in the last pass and was the one that was meant, else 0. The hub is a cluster too.',
    labels: [...sync, 'cluster'],
    series: '1 a cluster and TopologySync',
  },
  lastSync: {
    name: 'ramen_sync_application_last_sync_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'lastGroupSyncTime of a DRPlacementControl: up to then every volume is on the peer. Absent while nothing was replicated, and for Metro.',
    labels: [...application],
    series: '1 an application in Git',
  },
  syncInterval: {
    name: 'ramen_sync_application_sync_interval_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'schedulingInterval of its DRPolicy. Absent for Metro.',
    labels: [...application],
    series: '1 an application in Git',
  },
  webhooks: {
    name: 'ramen_sync_webhook_requests',
    type: 'counter',
    help: 'Requests to the webhook receiver by result: accepted, or why not.',
    labels: ['result'],
    series: 'at most 10',
  },
  cpu: {
    name: 'process_cpu_seconds',
    type: 'counter',
    unit: 'seconds',
    help: 'User and system CPU time of the process.',
    labels: [],
    series: '1',
  },
  memory: {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    unit: 'bytes',
    help: 'Resident memory of the process.',
    labels: [],
    series: '1',
  },
  started: {
    name: 'process_start_time_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'When the process started.',
    labels: [],
    series: '1',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricKey = keyof typeof metrics;
