import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/registry.ts';
import type { Config } from '../model/config.ts';
import { buildTopology } from '../topology/build-topology.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { runLint } from './run-lint.ts';

const config: Config = {
  hub: {},
  managedClusters: [{ name: 'dr1' }],
  sources: [{ path: 'managed/', clusters: ['*'] }],
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

function lintFiles(files: readonly { readonly path: string; readonly text: string }[]) {
  const parsed = files.map(parseFile);
  const topology = buildTopology(
    parsed.flatMap(({ manifests }) => manifests),
    config,
  );
  const levels = { levels: {}, only: [], off: [] };
  return runLint({ files, parsed, topology, levels, reportOn: () => true, notChecked: [], now: 0 });
}

/** Objects that a person could have got wrong in any way: right fields, any values. */
const name = fc.constantFrom('dr1', 'dr2', 'p5m', 'cart', 's3', '', 'ramen-hub-operator-config');
const anything = fc.oneof(
  { depthSize: 'small' },
  name,
  fc.constantFrom(null, true, 0, 5, [], {}),
  fc.array(name, { maxLength: 3 }),
);
const fields = fc.dictionary(
  fc.constantFrom(
    'drClusters',
    'schedulingInterval',
    's3ProfileName',
    'drPolicyRef',
    'placementRef',
    'preferredCluster',
    'failoverCluster',
    'action',
    'pvcSelector',
    'name',
    's3StoreProfiles',
    's3SecretRef',
    'networkMappingRef',
  ),
  fc.oneof(anything, fc.record({ name: anything, namespace: anything }, { requiredKeys: [] })),
  { maxKeys: 5 },
);
const manifest = fc
  .record({
    kind: fc.constantFrom(...kinds),
    metadata: fc.oneof(
      fc.record(
        {
          name,
          namespace: anything,
          labels: anything,
          annotations: fc.oneof(anything, fc.constant({ 'ramen-sync.io/cluster': 'dr9,,*' })),
        },
        { requiredKeys: ['name'] },
      ),
      anything,
    ),
    spec: fc.oneof(fields, anything),
    data: fc.oneof(
      anything,
      fc.constant({ 'ramen_manager_config.yaml': 's3StoreProfiles: [{}, 1, {s3SecretRef: 5}]' }),
    ),
    top: fields,
  })
  .map(({ kind, metadata, spec, data, top }) => ({
    apiVersion: kind.group === '' ? 'v1' : `${kind.group}/${kind.versions[0]}`,
    kind: kind.kind,
    metadata,
    spec,
    data,
    ...top,
  }));

describe('runLint', () => {
  it('judges whatever stands there, the same on every run, with every place inside its file', () => {
    fc.assert(
      fc.property(fc.array(manifest, { maxLength: 6 }), (manifests) => {
        const files = manifests.map((object, index) => ({
          path: `${index % 2 === 0 ? 'hub' : 'managed'}/${index}.yaml`,
          text: JSON.stringify(object, undefined, 2),
        }));
        const report = lintFiles(files);
        expect(lintFiles(files)).toEqual(report);
        for (const { location, message } of report.findings) {
          const text = files.find(({ path }) => path === location.file)?.text ?? '';
          expect(location.line).toBeLessThanOrEqual(text.split('\n').length);
          expect(message).not.toMatch(/undefined|\[object/);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on the order in which files come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (order) => {
        const files = [
          {
            path: 'a.yaml',
            text: 'apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRCluster\nmetadata: { name: dr1 }\nspec: { s3ProfileName: x }\n',
          },
          {
            path: 'b.yaml',
            text: 'apiVersion: ramendr.openshift.io/v1alpha1\nkind: RamenConfig\ns3StoreProfiles: []\n',
          },
          {
            path: 'c.yaml',
            text: 'apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRPolicy\nmetadata: { name: p, namespace: q }\nspec: { schedulingInterval: 5m, drClusters: [dr1, dr7] }\n',
          },
        ];
        const shuffled = order.flatMap((index) => files[index] ?? []);
        expect(lintFiles(shuffled)).toEqual(lintFiles(files));
        expect(lintFiles(files).findings.map(({ rule }) => rule)).toEqual([
          'unknown-s3-profile',
          'namespace-on-cluster-scoped',
          'unknown-cluster',
        ]);
      }),
    );
  });
});
