import { describe, expect, it } from 'vitest';
import type { LiveObject } from '../../model/live-object.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { Change, ClusterState } from '../../model/plan.ts';
import type { PassResult } from '../pass.ts';
import { NAMED_OBJECTS } from './definitions.ts';
import { LoopMetrics } from './loop-metrics.ts';

const at = { started: 1_000_000, ended: 1_007_000 };
const prod = topologySync('prod');

describe('LoopMetrics', () => {
  it('tells states, drift, held, blocked, reachability and replication of a pass', () => {
    const metrics = newMetrics();
    const held = { path: 'spec.action', origin: 'live', held: true } as const;
    const changes = [
      change('a', 'unchanged'),
      change('b', 'unchanged'),
      change('c', 'held', { fields: [{ ...held, time: '2026-11-21T10:42:03Z' }] }),
      change('d', 'held', { fields: [held] }),
      change('e', 'blocked', { blocks: [block('busy'), block('busy'), block('fence')] }),
      change('f', 'update', { fields: [{ path: 'metadata.labels.team', origin: 'live' }] }),
    ];
    metrics.passEnded(prod, done(changes), at);
    const own = 'sync_namespace="n",sync="prod"';
    const app = (name: string) => `${own},application_namespace="shop",application="${name}",policy="p5m"`;
    const named = (name: string) =>
      `${own},cluster="hub",kind="DRPlacementControl",object_namespace="shop",object="${name}"`;
    expect(seriesOf(metrics, 'ramen_sync_')).toEqual([
      'ramen_sync_build_info{version="0.1.0",node="v24.0.0"} 1',
      'ramen_sync_leader 1',
      ...['Ready', 'Reconciling', 'Stalled', 'Drifted', 'Held'].flatMap((type) =>
        ['true', 'false', 'unknown'].map((status) => {
          const holds = type === 'Held' || type === 'Drifted' ? 'true' : 'false';
          return `ramen_sync_condition{${own},type="${type}",status="${status}"} ${status === holds ? 1 : 0}`;
        }),
      ),
      `ramen_sync_suspended{${own}} 0`,
      `ramen_sync_passes_total{${own},result="not-ready"} 1`,
      ...['0.5', '1.0', '2.5', '5.0'].map(
        (le) => `ramen_sync_pass_duration_seconds_bucket{${own},le="${le}"} 0`,
      ),
      ...['10.0', '30.0', '60.0', '120.0', '300.0', '600.0', '+Inf'].map(
        (le) => `ramen_sync_pass_duration_seconds_bucket{${own},le="${le}"} 1`,
      ),
      `ramen_sync_pass_duration_seconds_count{${own}} 1`,
      `ramen_sync_pass_duration_seconds_sum{${own}} 7`,
      `ramen_sync_observed_timestamp_seconds{${own}} 1007`,
      `ramen_sync_objects{${own},cluster="hub",kind="DRPlacementControl",state="unchanged"} 2`,
      `ramen_sync_objects{${own},cluster="hub",kind="DRPlacementControl",state="held"} 2`,
      `ramen_sync_objects{${own},cluster="hub",kind="DRPlacementControl",state="blocked"} 1`,
      `ramen_sync_objects{${own},cluster="hub",kind="DRPlacementControl",state="update"} 1`,
      `ramen_sync_drifted_objects{${own},cluster="hub"} 1`,
      `ramen_sync_drifted_objects{${own},cluster="dr1"} 0`,
      `ramen_sync_held_since_timestamp_seconds{${named('c')}} 1795257723`,
      `ramen_sync_held_since_timestamp_seconds{${named('d')}} 1007`,
      `ramen_sync_blocked{${named('e')},gate="busy"} 1`,
      `ramen_sync_blocked{${named('e')},gate="fence"} 1`,
      `ramen_sync_cluster_reachable{${own},cluster="hub"} 1`,
      `ramen_sync_cluster_reachable{${own},cluster="dr1"} 0`,
      `ramen_sync_application_last_sync_timestamp_seconds{${app('cart')}} 1795257600`,
      `ramen_sync_application_sync_interval_seconds{${app('cart')}} 300`,
      `ramen_sync_application_sync_interval_seconds{${app('new')}} 300`,
    ]);
  });

  it('keeps the moment at which it first saw what has no time, and what a failed pass cannot know', () => {
    const metrics = newMetrics();
    const held = change('d', 'held');
    metrics.passEnded(prod, done([held]), at);
    metrics.passEnded(prod, done([held]), { started: 2_000_000, ended: 2_001_000 });
    const problem = { reason: 'FetchFailed', message: 'no' };
    metrics.passEnded(prod, { kind: 'failed', problem }, { started: 3_000_000, ended: 3_001_000 });
    expect(seriesOf(metrics, 'ramen_sync_held_since')).toEqual([expect.stringMatching(/object="d"\} 1007$/)]);
    expect(seriesOf(metrics, 'ramen_sync_condition')).toContain(
      'ramen_sync_condition{sync_namespace="n",sync="prod",type="Held",status="true"} 1',
    );
    metrics.passEnded(prod, done([change('d', 'unchanged')]), at);
    metrics.passEnded(prod, done([held]), { started: 4_000_000, ended: 4_001_000 });
    expect(seriesOf(metrics, 'ramen_sync_held_since')).toEqual([expect.stringMatching(/object="d"\} 4001$/)]);
  });

  it('names no more objects than an incident is read by, and counts them all', () => {
    const metrics = newMetrics();
    const many = Array.from({ length: 1000 }, (_, index) => change(`held-${index}`, 'held'));
    const stopped = Array.from({ length: 1000 }, (_, index) =>
      change(`blocked-${index}`, 'blocked', { blocks: [block('busy')] }),
    );
    metrics.passEnded(prod, done([...many, ...stopped]), at);
    expect(seriesOf(metrics, 'ramen_sync_held_since')).toHaveLength(NAMED_OBJECTS);
    expect(seriesOf(metrics, 'ramen_sync_blocked')).toHaveLength(NAMED_OBJECTS);
    expect(seriesOf(metrics, 'ramen_sync_objects')).toEqual([
      expect.stringMatching(/state="held"\} 1000$/),
      expect.stringMatching(/state="blocked"\} 1000$/),
    ]);
  });

  it('forgets a TopologySync that is gone, and all of them when it no longer leads', () => {
    const metrics = newMetrics();
    const other = topologySync('other');
    metrics.passEnded(prod, done([change('a', 'held')]), at);
    metrics.passEnded(other, { kind: 'suspended' }, at);
    metrics.keep([other]);
    expect(seriesOf(metrics, 'ramen_sync_').filter((line) => line.includes('sync="prod"'))).toEqual([]);
    expect(seriesOf(metrics, 'ramen_sync_suspended')).toEqual([
      'ramen_sync_suspended{sync_namespace="n",sync="other"} 1',
    ]);
    metrics.lead(false);
    expect(seriesOf(metrics, 'ramen_sync_').filter((line) => line.includes('sync='))).toEqual([]);
    expect(seriesOf(metrics, 'ramen_sync_leader')).toEqual(['ramen_sync_leader 0']);
  });

  it('measures a write from its start to its end, retries included', () => {
    const metrics = newMetrics();
    const watch = metrics.applyWatcher();
    const object = change('a', 'update').object;
    watch({ time: '2026-11-21T10:00:00.000Z', event: 'started', object });
    watch({ time: '2026-11-21T10:00:00.200Z', event: 'retrying', object });
    watch({ time: '2026-11-21T10:00:00.400Z', event: 'applied', object });
    watch({ time: '2026-11-21T10:05:00.000Z', event: 'failed', object });
    const series = seriesOf(metrics, 'ramen_sync_apply_duration_seconds');
    expect(series).toContain(
      'ramen_sync_apply_duration_seconds_bucket{cluster="hub",result="applied",le="0.25"} 0',
    );
    expect(series).toContain(
      'ramen_sync_apply_duration_seconds_bucket{cluster="hub",result="applied",le="0.5"} 1',
    );
    expect(series).toContain('ramen_sync_apply_duration_seconds_count{cluster="hub",result="applied"} 1');
    expect(series.filter((line) => line.includes('failed'))).toEqual([]);
  });

  it('writes names from outside so that they stay one label value', () => {
    const metrics = newMetrics();
    const odd = { ...change('a', 'held'), object: { ...change('a', 'held').object, name: 'a"} 1\nb\\' } };
    metrics.passEnded(prod, done([odd]), at);
    const [series] = seriesOf(metrics, 'ramen_sync_held_since');
    expect(series).toMatch(/,object="a\\"\} 1\\nb\\\\"\} 1007$/);
  });
});

function newMetrics(): LoopMetrics {
  const usage = { cpuSeconds: 1.5, residentBytes: 1024, startedAt: 1000, node: 'v24.0.0' };
  const metrics = new LoopMetrics(() => usage);
  metrics.lead(true);
  return metrics;
}

function seriesOf(metrics: LoopMetrics, prefix: string): readonly string[] {
  const text = metrics.render();
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  return text.split('\n').filter((line) => line.startsWith(prefix));
}

function topologySync(name: string): LiveObject {
  return { metadata: { name, namespace: 'n', uid: `uid-${name}` } };
}

function change(name: string, state: Change['state'], more: Partial<Change> = {}): Change {
  const object: ObjectRef = {
    cluster: 'hub',
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRPlacementControl',
    namespace: 'shop',
    name,
  };
  return { object, state, wave: 60, fields: [], consequences: [], blocks: [], ...more };
}

function block(gate: string): Change['blocks'][number] {
  return { gate, message: 'no' };
}

function done(changes: readonly Change[]): PassResult {
  const count = (state: Change['state']) => changes.filter((each) => each.state === state).length;
  const cluster = (name: string, state: ClusterState) =>
    ({ name, role: name === 'hub' ? 'hub' : 'managed', state }) as const;
  const app = { namespace: 'shop', policy: 'p5m' };
  return {
    kind: 'done',
    mode: 'observe',
    revision: 'main@sha1:1',
    writes: 0,
    sync: {
      lintErrors: 0,
      protections: [
        { ...app, name: 'cart', syncedAt: '2026-11-21T10:40:00Z', intervalSeconds: 300 },
        { ...app, name: 'new', intervalSeconds: 300 },
        { ...app, name: 'metro', syncedAt: '2026-11-21T10:40:00Z' },
      ],
      plan: {
        summary: {
          create: 0,
          update: count('update'),
          unchanged: count('unchanged'),
          held: count('held'),
          blocked: count('blocked'),
          remove: 0,
          pending: 0,
          unreachable: 0,
          notInGit: 0,
        },
        clusters: [cluster('hub', 'reachable'), cluster('dr1', 'unreachable')],
        changes,
        notChecked: [],
      },
    },
  };
}
