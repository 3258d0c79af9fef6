import { configMap } from '../../kinds/config-map.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem, type Unjudged } from '../define-rule.ts';
import { unseen } from '../unseen.ts';
import { nameOf, quoted } from '../wording.ts';

export const networkMappingMissing = defineRule({
  id: 'network-mapping-missing',
  severity: 'error',
  summary: 'The network mapping of a DRPolicy is not in the namespace of a DRPlacementControl.',
  page: () => ({
    why: `A DRPolicy names the ConfigMap with its network mapping, and Ramen looks for it in the namespace of each
DRPlacementControl that uses the policy. Where it is not, the application cannot be moved. This is judged where the ConfigMap
is in the repository for some namespace.`,
    fix: 'Add the ConfigMap to the namespace of the DRPlacementControl.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpc_networkmapping.go'],
    invalid: [
      {
        title: 'In the namespace of one application only',
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
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef:
    name: p5m # finding
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
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
    valid: [
      {
        title: 'Where the application is',
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
    const mappings = new Map<string, string>();
    for (const { key, object } of manifestsOf(topology, drPolicy)) {
      const name = getString(object, ['spec', 'networkMappingRef', 'name']) ?? '';
      if (name !== '') mappings.set(key.name, name);
    }
    if (mappings.size === 0) return;
    const kept = new Set(manifestsOf(topology, configMap).map(({ key }) => key.name));
    const seen = new Set<string>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const policy = getString(drpc.object, ['spec', 'drPolicyRef', 'name']) ?? '';
      const name = mappings.get(policy);
      const place = `${drpc.key.namespace ?? ''}/${policy}`;
      if (name === undefined || seen.has(place)) continue;
      seen.add(place);
      yield* checkDrpc(drpc, name, kept.has(name), topology);
    }
  },
});

function* checkDrpc(
  drpc: Manifest,
  name: string,
  isKeptHere: boolean,
  topology: Topology,
): Iterable<Problem | Unjudged> {
  const { namespace = '' } = drpc.key;
  if (findManifest(topology, configMap, name, drpc.key.namespace) !== undefined) return;
  const policy = findManifest(
    topology,
    drPolicy,
    getString(drpc.object, ['spec', 'drPolicyRef', 'name']) ?? '',
  );
  yield unseen(topology, { kind: 'ConfigMap', name, isKeptHere }) ?? {
    manifest: drpc,
    path: ['spec', 'drPolicyRef', 'name'],
    message: `${nameOf(drpc)} uses a policy with network mapping ${quoted(name)}, which is not in namespace ${namespace}`,
    label: `ConfigMap ${name} is not in this namespace`,
    ...(policy === undefined
      ? {}
      : {
          related: [
            {
              manifest: policy,
              path: ['spec', 'networkMappingRef', 'name'],
              message: 'the mapping of the policy',
            },
          ],
        }),
    ramen: `network-mapping ConfigMap ${quoted(name)} not found in namespace ${quoted(namespace)}`,
    help: `add ConfigMap ${name} to namespace ${namespace}`,
  };
}
