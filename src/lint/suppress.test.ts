import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import { buildTopology } from '../topology/build-topology.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { runLint } from './run-lint.ts';

const policy = (comment: string, behind = '') => `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  ${comment}
  drClusters: [dr1]${behind}
`;

function lint(text: string, now = '2026-11-21T12:00:00Z') {
  const files = [{ path: 'a.yaml', text }];
  const parsed = files.map(parseFile);
  const config = parseConfig(undefined, 'ramen-sync.yaml');
  const topology = buildTopology(
    parsed.flatMap(({ manifests }) => manifests),
    config,
  );
  const levels = { levels: {}, only: [], off: [] };
  const report = runLint({
    files,
    parsed,
    topology,
    levels,
    reportOn: () => true,
    notChecked: [],
    now: Date.parse(now),
  });
  return { rules: report.findings.map(({ rule }) => rule), suppressed: report.summary.suppressed };
}

describe('suppressions', () => {
  it.each<[string, string, readonly string[], number]>([
    ['none', policy('# only a comment'), ['policy-cluster-count'], 0],
    [
      'on the node that follows',
      policy('# ramen-sync-ignore policy-cluster-count: dr2 joins next week'),
      [],
      1,
    ],
    [
      'behind the value',
      policy('#', ' # ramen-sync-ignore policy-cluster-count: dr2 joins next week'),
      [],
      1,
    ],
    [
      'without a reason',
      policy('# ramen-sync-ignore policy-cluster-count:'),
      ['policy-cluster-count', 'useless-suppression'],
      0,
    ],
    [
      'of another rule',
      policy('# ramen-sync-ignore label-key-case: no idea'),
      ['policy-cluster-count', 'useless-suppression'],
      0,
    ],
    [
      'of no rule',
      policy('# ramen-sync-ignore no-such-rule: no idea'),
      ['policy-cluster-count', 'useless-suppression'],
      0,
    ],
  ])('%s', (_, text, rules, suppressed) => {
    const found = lint(text);
    expect([...found.rules].sort()).toEqual(rules);
    expect(found.suppressed).toBe(suppressed);
  });

  it('end with their last day', () => {
    const text = policy('# ramen-sync-ignore policy-cluster-count: dr2 joins until 2026-11-21');
    expect(lint(text, '2026-11-21T23:59:59Z').rules).toEqual([]);
    expect([...lint(text, '2026-11-22T00:00:00Z').rules].sort()).toEqual([
      'policy-cluster-count',
      'useless-suppression',
    ]);
  });
});
