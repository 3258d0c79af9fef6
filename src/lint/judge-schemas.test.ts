import { describe, expect, it } from 'vitest';
import type { Config } from '../model/config.ts';
import type { JsonObject } from '../model/json.ts';
import { withCrds } from '../schema/compile.ts';
import { readCrd } from '../schema/crd.ts';
import type { SchemaSet } from '../schema/schema-set.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import { buildTopology } from '../topology/build-topology.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { runLint } from './run-lint.ts';

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

function lintText(text: string, schemas?: SchemaSet) {
  const files = [{ path: 'a.yaml', text }];
  const parsed = files.map(parseFile);
  const topology = buildTopology(
    parsed.flatMap(({ manifests }) => manifests),
    config,
  );
  const levels = { levels: {}, only: [], off: [] };
  const input = { files, parsed, topology, levels, reportOn: () => true, notChecked: [], now: 0 };
  return runLint({ ...input, ...(schemas === undefined ? {} : { schemas }) });
}

/** The shipped schemas, with a CRD that knows these fields at the root. */
function withKind(group: string, kind: string, fields: readonly string[]): SchemaSet {
  const document: JsonObject = {
    kind: 'CustomResourceDefinition',
    spec: {
      group,
      names: { kind, plural: `${kind.toLowerCase()}s` },
      scope: 'Namespaced',
      versions: ['v1beta1', 'v1'].map((name) => ({
        name,
        served: true,
        storage: name === 'v1',
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: Object.fromEntries(fields.map((field) => [field, { type: 'string' }])),
          },
        },
      })),
    },
  };
  const crd = readCrd(document);
  return withCrds(shippedSchemas, crd === undefined ? [] : [crd]);
}

const placement = `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: { name: cart, namespace: shop }
`;

describe('a field that a schema does not know', () => {
  it('is a mistake in a kind of Ramen, and a doubt in a kind of another project', () => {
    const policy = `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { drClusters: [dr1, dr2], schedulingInterval: 5m, wrong: 1 }
`;
    const { findings } = lintText(policy);
    expect(findings.filter(({ path }) => path === 'spec.wrong')).toMatchObject([
      { rule: 'unknown-field', severity: 'error' },
    ]);
    expect(lintText(`${placement}spec: { clusterSet: [a] }\n`).findings).toMatchObject([
      {
        rule: 'unfamiliar-field',
        severity: 'warning',
        help: expect.stringContaining('write clusterSets, or'),
      },
    ]);
  });

  it('is not judged where a newer release has it', () => {
    const text = `${placement}spec:
  sortBy: Score
  predicates: [{ requiredClusterSelector: { celSelector: {} } }]
`;
    const { findings, notChecked } = lintText(text);
    expect(findings).toEqual([]);
    expect(notChecked.map(({ what }) => what)).toEqual([
      'spec.predicates[0].requiredClusterSelector.celSelector of Placement, which is newer than the schema known here',
      'spec.sortBy of Placement, which is newer than the schema known here',
    ]);
  });

  it('is a mistake where the schema was given, whosever kind it is', () => {
    const schemas = withKind('cluster.open-cluster-management.io', 'Placement', ['old']);
    const { findings } = lintText(`${placement}spec: { sortBy: Score }\n`, schemas);
    expect(findings).toMatchObject([{ rule: 'unknown-field', severity: 'error', path: 'spec' }]);
  });
});

describe('a kind whose CRD was given', () => {
  const gadget = (version: string, field: string) =>
    `apiVersion: ramendr.openshift.io/${version}\nkind: DRGadget\nmetadata: { name: a, namespace: b }\n${field}: x\n`;
  const schemas = withKind('ramendr.openshift.io', 'DRGadget', ['size']);

  it('is judged, and known', () => {
    expect(lintText(gadget('v1', 'size'), schemas)).toMatchObject({ findings: [], notChecked: [] });
    expect(lintText(gadget('v1', 'sise'), schemas).findings).toMatchObject([
      { rule: 'unknown-field', help: 'write size' },
    ]);
    const { findings, notChecked } = lintText(gadget('v1', 'sise'));
    expect(findings).toMatchObject([{ rule: 'unknown-ramen-kind' }]);
    expect(notChecked).toMatchObject([{ reason: 'no-dr-kind' }]);
  });

  it('says which versions there are', () => {
    expect(lintText(gadget('v1alpha1', 'size'), schemas).findings).toMatchObject([
      {
        rule: 'schema-violation',
        label: 'not served',
        help: 'write a version that is served: ramendr.openshift.io/v1beta1, ramendr.openshift.io/v1',
      },
    ]);
  });
});
