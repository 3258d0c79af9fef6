import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt, getString } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { isPlacementRule, pairOf, placementOf } from '../../topology/placement-of.ts';
import { manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { similarName } from '../similar-name.ts';
import { listed, nameOf } from '../wording.ts';

export const preferredClusterMissing = defineRule({
  id: 'preferred-cluster-missing',
  severity: 'error',
  summary: 'A DRPlacementControl has no preferred cluster.',
  page: () => ({
    why: `The schema lets it be left out, Ramen does not: with a Placement it stops before it has looked at any cluster and says
so only in the operator's log, and a relocation without a preferred cluster has nowhere to go. The application is not
protected.`,
    fix: 'Set `preferredCluster` to the cluster where the application runs, or shall run.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go',
    ],
    invalid: [
      {
        title: 'Nothing says where the application runs',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec: # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'A relocation without a target',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Relocate
  preferredCluster: "" # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'It runs on dr1',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const spec = getAt(drpc.object, ['spec']);
      if (!isObject(spec) || !isMissing(spec) || isMisspelt(spec)) continue;
      const found = placementOf(drpc, topology);
      // With a PlacementRule only the first deployment and a relocation ask for it.
      if (found !== undefined && isPlacementRule(found) && spec.action === 'Failover') continue;
      yield problem(drpc, topology, found);
    }
  },
});

function isMissing(spec: JsonObject): boolean {
  const value = spec.preferredCluster;
  return value === undefined || value === null || value === '';
}

/** Then the schema's finding says it, at the place to correct. */
function isMisspelt(spec: JsonObject): boolean {
  return Object.keys(spec).some(
    (key) =>
      key !== 'preferredCluster' &&
      similarName(key, ['preferredCluster', 'failoverCluster']) === 'preferredCluster',
  );
}

function problem(drpc: Manifest, topology: Topology, found: Manifest | undefined): Problem {
  const pair = pairOf(drpc, topology);
  return {
    manifest: drpc,
    path: ['spec', 'preferredCluster'],
    message: `${nameOf(drpc)} has no preferredCluster`,
    label: 'preferredCluster is missing here',
    ramen: wordsOf(drpc, found),
    help:
      pair === undefined
        ? 'set preferredCluster to the cluster where the application runs'
        : `set preferredCluster to the one of ${listed(pair)} where the application runs`,
  };
}

function wordsOf(drpc: Manifest, found: Manifest | undefined): string {
  if (found === undefined || !isPlacementRule(found))
    return 'failed to create DRPC instance (invalid user PlacementRule)';
  return getString(drpc.object, ['spec', 'action']) === 'Relocate'
    ? 'preferred cluster not valid'
    : `PreferredCluster not set. Placement (${found.key.name})`;
}
