import { describe, expect, it } from 'vitest';
import type { Change, PlanReport } from '../model/plan.ts';
import { summarisePlan } from '../plan/order.ts';
import { byDanger } from './danger.ts';
import { renderPlanMarkdown } from './plan-markdown.ts';
import { renderPlanText } from './plan-text.ts';

const minutes = (index: number) => `2026-11-21T10:${String(index % 60).padStart(2, '0')}:00Z`;

function application(index: number, more: Partial<Change>): Change {
  const name = `app-${String(index).padStart(3, '0')}`;
  return {
    object: {
      cluster: 'hub',
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'DRPlacementControl',
      namespace: name,
      name,
    },
    state: 'unchanged',
    wave: 60,
    location: { file: `apps/${name}.yaml`, document: 0, line: 1, column: 1, endLine: 2, endColumn: 1 },
    judged: { uid: name, generation: 2 },
    fields: [],
    consequences: [],
    blocks: [],
    ...more,
  };
}

const held = (index: number): Change =>
  application(index, {
    state: 'held',
    reason: 'somebody acted on the cluster since the last apply; Git still says what was applied',
    fields: [
      { path: 'spec.action', live: 'Failover', held: true, manager: 'kubectl-patch', time: minutes(index) },
    ],
    consequences: [
      { code: 'runs-on', text: 'workload runs on dr2' },
      { code: 'rpo', text: `RPO now ${index}s, policy 5m` },
    ],
  });

const failingOver = (index: number): Change =>
  application(index, {
    state: 'update',
    risk: 'moves-data',
    fields: [{ path: 'spec.action', git: 'Failover', origin: 'git' }],
    consequences: [{ code: 'workload-moves', text: 'workload moves dr1 -> dr2' }],
  });

const blocked = (index: number): Change => {
  const name = `app-${String(index).padStart(3, '0')}`;
  return application(index, {
    state: 'blocked',
    risk: 'moves-data',
    fields: [{ path: 'spec.action', live: 'Failover', origin: 'git' }],
    blocks: [
      {
        gate: 'busy',
        message: `${name}/${name} is FailingOver/WaitForReadiness: a DR operation is running`,
        help: `wait until it is over (ramen-sync status ${name}/${name}), then plan again`,
        allow: `busy=drpc/${name}/${name}`,
      },
    ],
  });
};

function report(changes: readonly Change[]): PlanReport {
  return {
    summary: summarisePlan(changes),
    source: { revision: '4b4831f5f0cd4b4831f5f0cd4b4831f5f0cd4b48', dirty: false },
    clusters: [{ name: 'hub', role: 'hub', state: 'reachable' }],
    changes: [...changes].sort(byDanger),
    notChecked: [],
    digest: 'sha256:0',
    expires: '2026-11-22T10:00:00Z',
  };
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

describe('a plan of forty applications in an outage', () => {
  const changes = [
    ...numbers(0, 5).map(failingOver),
    ...numbers(5, 28).map(held),
    ...numbers(33, 4).map(blocked),
    ...numbers(37, 3).map((index) => application(index, {})),
  ];
  const text = renderPlanText(report(changes), {
    paint: (_, part) => part,
    columns: 80,
    showUnchanged: false,
  });
  const lines = text.split('\n');

  it('names each of them that would change or is stopped, once, in lines that fit', () => {
    for (const { object } of changes.slice(0, 37))
      expect(lines.filter((line) => line.includes(`drpc/${object.name}/`))).toHaveLength(1);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.length).toBeLessThan(75);
  });

  it('begins with what would move data, and ends with the counts', () => {
    expect(lines[2]).toBe('~ 5 alike  update  moves-data');
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      'Plan: 4 blocked, 28 held, 5 to update, 3 unchanged; 5 move data',
    );
  });

  it('says what holds for all of them once, and what differs beside each name', () => {
    expect(text.split('workload runs on dr2')).toHaveLength(2);
    expect(text).toContain('busy: <object> is FailingOver/WaitForReadiness');
    expect(text).toContain('to pass: --allow busy=<object>\n');
    expect(text).toContain('drpc/app-005/app-005  2026-11-21T10:05:00Z; RPO now 5s, policy 5m\n');
  });

  it('tells two of a kind one by one', () => {
    const two = renderPlanText(report(numbers(0, 2).map(held)), {
      paint: (_, part) => part,
      columns: 80,
      showUnchanged: false,
    });
    expect(two).not.toContain('alike');
  });
});

describe('a comment with 500 changes', () => {
  it('fits, and counts what it leaves out', () => {
    const different = numbers(0, 250).map((index) =>
      application(index, {
        state: 'update',
        risk: 'reversible',
        fields: [{ path: `spec.a${index}`, live: 'x'.repeat(100), git: 'y'.repeat(100), origin: 'git' }],
        consequences: [{ code: 'x', text: 'z'.repeat(300) }],
      }),
    );
    const markdown = renderPlanMarkdown(report([...different, ...numbers(250, 250).map(held)]));
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toContain('**250** held · **250** to update');
    expect(markdown).toContain('- … and 150 more');
    const shown = different.filter(({ object }) => markdown.includes(`<code>drpc/${object.name}/`)).length;
    expect(shown).toBeGreaterThan(20);
    expect(markdown).toContain(`_${250 - shown} more changes do not fit into this comment`);
  });
});
