import { configMap } from '../../kinds/config-map.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { mappingKey, type NetworkMapping, readNetworkMapping } from '../../topology/network-mapping.ts';
import { mappingProblems } from '../../topology/network-mapping-problems.ts';
import { policyPairs } from '../../topology/policy-pairs.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem, type Spot } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const networkMappingInvalid = defineRule({
  id: 'network-mapping-invalid',
  severity: 'error',
  summary: 'The network mapping of a DRPolicy is not as Ramen wants it.',
  page: () => ({
    why: `Ramen reads the mapping when an application moves, to give virtual machines their addresses in the network of the other
cluster. A mapping with a mistake stops the failover at that moment. It is YAML inside a ConfigMap, which no schema checks, with
the names of the two clusters as keys.`,
    fix: 'Correct what the finding says.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpc_networkmapping.go'],
    invalid: [
      {
        title: 'A cluster of another name, networks of two sizes, and a trap of Go',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2], networkMappingRef: { name: lan } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: vms, namespace: vms }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: vms }
  pvcSelector: { matchLabels: { app: vms } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: lan, namespace: vms }
data:
  mappings.yaml: |
    version: v1
    networkMappings:
      - networkRef: { nadNamespace: vms, nadName: lan }
        cidr:
          dr1: 10.1.0.0/24
          dr2: 10.2.0.0/16 # finding
      - networkRef: { nadNamespace: vms, nadName: storage }
        explicitMappings:
          - dr1: 10.3.0.5
            dr2: 10.4.0.300 # finding
        regexMappings:
          dr1-to-dr2:
            - pattern: ^10\\.5\\.0\\.(\\d+)$
              replacement: $1_host # finding
          dr2-to-dr1:
            - { pattern: ^10\\.6\\., replacement: "10.5." }
          dr2-to-dr3: [] # finding
`,
      },
    ],
    valid: [
      {
        title: 'As Ramen wants it',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2], networkMappingRef: { name: lan } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: vms, namespace: vms }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: vms }
  pvcSelector: { matchLabels: { app: vms } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: lan, namespace: vms }
data:
  mappings.yaml: |
    version: v1
    networkMappings:
      - networkRef: { nadNamespace: vms, nadName: lan }
        cidr: { dr1: 10.1.0.0/24, dr2: 10.2.0.0/24 }
`,
      },
    ],
  }),
  *check(topology) {
    const pairs = policyPairs(topology).filter(({ policy }) => mappingOf(policy) !== undefined);
    if (pairs.length === 0) return;
    const namespaces = namespacesByPolicy(topology);
    const told = new Set<Manifest>();
    for (const { policy, clusters } of pairs) {
      const name = mappingOf(policy) ?? '';
      for (const namespace of namespaces.get(policy.key.name) ?? []) {
        const manifest = findManifest(topology, configMap, name, namespace);
        if (manifest === undefined || told.has(manifest)) continue;
        told.add(manifest);
        yield* checkMapping(readNetworkMapping(manifest), clusters, policy);
      }
    }
  },
});

function mappingOf({ object }: Manifest): string | undefined {
  const name = getString(object, ['spec', 'networkMappingRef', 'name']);
  return name === '' ? undefined : name;
}

function namespacesByPolicy(topology: Topology): ReadonlyMap<string, ReadonlySet<string | undefined>> {
  const byPolicy = new Map<string, Set<string | undefined>>();
  for (const { object, key } of manifestsOf(topology, drPlacementControl)) {
    const policy = getString(object, ['spec', 'drPolicyRef', 'name']) ?? '';
    const known = byPolicy.get(policy);
    if (known === undefined) byPolicy.set(policy, new Set([key.namespace]));
    else known.add(key.namespace);
  }
  return byPolicy;
}

function* checkMapping(
  mapping: NetworkMapping,
  clusters: readonly [string, string],
  policy: Manifest,
): Iterable<Problem> {
  const { manifest, value, hasText } = mapping;
  const related = [
    {
      manifest: policy,
      path: ['spec', 'networkMappingRef', 'name'],
      message: 'the policy that refers to it',
    },
  ];
  if (value === undefined) {
    const missing: Spot = {
      manifest,
      path: ['data', mappingKey],
      ...(hasText ? { part: 'key' as const } : {}),
    };
    yield {
      ...missing,
      message: hasText
        ? `${nameOf(manifest)} has a network mapping that does not parse: ${mapping.error?.message ?? 'it is no map'}`
        : `${nameOf(manifest)} has no key ${mappingKey}`,
      label: hasText ? 'does not parse' : `${mappingKey} is missing here`,
      related,
      help: hasText ? 'correct the YAML inside' : `put the mapping under ${mappingKey}`,
    };
    return;
  }
  for (const { path, part, what, help } of mappingProblems(value, clusters)) {
    yield {
      manifest,
      within: mapping,
      path,
      ...(part === undefined ? {} : { part }),
      message: `${nameOf(manifest)} ${what}`,
      label: 'Ramen refuses the mapping',
      related,
      help,
    };
  }
}
