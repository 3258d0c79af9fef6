import { describe, expect, it } from 'vitest';
import { runLint } from '../lint/run-lint.ts';
import type { Config } from '../model/config.ts';
import { buildTopology } from '../topology/build-topology.ts';
import { parseFile } from '../yaml/parse-file.ts';
import type { RuleExample } from './define-rule.ts';
import { ruleDocs } from './registry.ts';

const config: Config = {
  hub: {},
  managedClusters: [],
  sources: [],
  ramen: {
    flavour: 'kubernetes',
    operatorNamespace: 'ramen-system',
    clusterOperatorNamespace: 'ramen-system',
    opsNamespace: 'ramen-ops',
    mode: 'hub',
  },
  rules: {},
  gates: { removals: { max: 1 } },
  takeOver: [],
};

/** Compared with what it was, or with itself: then no change rule may say anything. */
function lintExample({ yaml, before = yaml, mode }: RuleExample) {
  const file = { path: 'example.yaml', text: yaml };
  const now = parsedTopology(yaml, mode);
  const levels = { levels: {}, only: [], off: [], against: true } as const;
  return runLint({
    files: [file],
    ...now,
    before: { topology: parsedTopology(before, mode).topology, commit: '1a2b3c4' },
    levels,
    reportOn: () => true,
    notChecked: [],
    now: Date.parse('2026-06-01T00:00:00Z'),
  }).findings;
}

function parsedTopology(text: string, mode: RuleExample['mode']) {
  const parsed = [parseFile({ path: 'example.yaml', text })];
  const manifests = parsed.flatMap((file) => file.manifests);
  return {
    parsed,
    topology: buildTopology(manifests, { ...config, ramen: { ...config.ramen, mode: mode ?? 'hub' } }),
  };
}

/** The examples of the docs are the rules' tests. */
describe.each(
  ruleDocs.filter(({ page }) => page().invalid.length > 0).map((rule) => [rule.id, rule] as const),
)('%s', (id, rule) => {
  const page = rule.page();
  it.each(page.invalid.map((example) => [example.title, example] as const))('finds: %s', (_, example) => {
    const marked = example.yaml
      .split('\n')
      .flatMap((line, index) => (line.endsWith('# finding') ? [index + 1] : []));
    const findings = lintExample(example).filter((finding) => finding.rule === id);
    expect(findings.map(({ location }) => location.line)).toEqual(marked);
    expect(marked).not.toEqual([]);
    for (const finding of findings) {
      expect(finding.severity).toBe(rule.severity);
      if (rule.fixable === true) expect(finding.fix?.edits).not.toEqual([]);
    }
  });

  it.each(page.invalid.map((example) => [example.title, example] as const))(
    'nothing else in: %s',
    (_, example) => {
      expect(lintExample(example).filter((finding) => finding.rule !== id)).toEqual([]);
    },
  );

  it.each(page.valid.map((example) => [example.title, example] as const))('accepts: %s', (_, example) => {
    expect(lintExample(example)).toEqual([]);
  });
});
