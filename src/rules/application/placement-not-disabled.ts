import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { placement } from '../../kinds/placement.ts';
import { placementRule } from '../../kinds/placement-rule.ts';
import { ramenKey } from '../../model/annotations.ts';
import { getAt, getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { findManifest, manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const annotation = ['metadata', 'annotations', ramenKey.schedulingDisabled];

export const placementNotDisabled = defineRule({
  id: 'placement-not-disabled',
  severity: 'error',
  summary: 'OCM still schedules a Placement that a DRPlacementControl wants to decide.',
  page: () => ({
    why: `Two schedulers for one application: OCM may place it on either cluster while Ramen believes it is the one that
decides. Ramen refuses such a Placement, so the application is not protected; and where the annotation is taken away later,
OCM moves the workload without its data. OCM needs exactly \`"true"\`, as text.`,
    fix: `Set the annotation \`${ramenKey.schedulingDisabled}: "true"\` on the Placement (for a PlacementRule:
\`spec.schedulerName: ramen\`).`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
      'https://github.com/open-cluster-management-io/api/blob/main/cluster/v1beta1/types_placement.go',
    ],
    invalid: [
      {
        title: 'The annotation is missing',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: # finding
  name: cart
  namespace: shop
spec:
  numberOfClusters: 1
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'The annotation says something else',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "yes" # finding
spec:
  numberOfClusters: 1
---
apiVersion: ramendr.openshift.io/v1alpha1
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
    valid: [
      {
        title: 'Ramen decides alone',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec:
  numberOfClusters: 1
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'A Placement that no DRPlacementControl refers to is no affair of Ramen',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: { name: monitoring, namespace: shop }
spec: { numberOfClusters: 2 }
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    const seen = new Set<Manifest>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const name = getString(drpc.object, ['spec', 'placementRef', 'name']) ?? '';
      const found = findManifest(topology, placement, name, drpc.key.namespace);
      const rule = found ?? findManifest(topology, placementRule, name, drpc.key.namespace);
      if (rule === undefined || seen.has(rule)) continue;
      seen.add(rule);
      yield* found === undefined ? checkRule(rule, drpc) : checkPlacement(rule, drpc);
    }
  },
});

function* checkPlacement(manifest: Manifest, drpc: Manifest): Iterable<Problem> {
  const value = getAt(manifest.object, annotation);
  if (value === 'true') return;
  const missing = value === undefined;
  yield {
    manifest,
    path: annotation,
    message: missing
      ? `${nameOf(manifest)} is scheduled by OCM, but ${nameOf(drpc)} wants Ramen to decide`
      : `${nameOf(manifest)} has ${quoted(String(value))} where OCM needs "true" to leave the decision to Ramen`,
    label: missing ? 'the annotation is missing here' : 'must be "true"',
    related: [{ manifest: drpc, path: ['spec', 'placementRef', 'name'], message: 'referred to here' }],
    ramen: `placement ${manifest.key.name} must be disabled in order for Ramen to be the scheduler`,
    help: `set annotation ${ramenKey.schedulingDisabled}: "true"`,
    fix: { type: 'set', path: annotation, value: 'true' },
  };
}

function* checkRule(manifest: Manifest, drpc: Manifest): Iterable<Problem> {
  const scheduler = getString(manifest.object, ['spec', 'schedulerName']);
  if (scheduler === 'ramen') return;
  yield {
    manifest,
    path: ['spec', 'schedulerName'],
    message: `${nameOf(manifest)} does not name ramen as its scheduler, but ${nameOf(drpc)} refers to it`,
    label: 'must be ramen',
    related: [{ manifest: drpc, path: ['spec', 'placementRef', 'name'], message: 'referred to here' }],
    ramen: `placementRule ${manifest.key.name} does not have the ramen scheduler. Scheduler used ${scheduler ?? ''}`,
    help: 'set spec.schedulerName: ramen',
    fix: { type: 'set', path: ['spec', 'schedulerName'], value: 'ramen' },
  };
}
