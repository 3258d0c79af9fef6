import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem, type Unjudged } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { listed, nameOf, noneLeft, quoted } from '../wording.ts';

const field = ['spec', 'drPolicyRef', 'name'];

export const unknownPolicy = defineRule({
  id: 'unknown-policy',
  severity: 'error',
  summary: 'A DRPlacementControl refers to a DRPolicy that is not there.',
  page: () => ({
    why: `Without its policy a DRPlacementControl protects nothing, and that is not all: Ramen reads the policies of all
DRPlacementControls when it looks for conflicts, so one dangling reference also stops others. \`drPolicyRef\` is immutable:
once applied, a wrong name can only be mended by deleting the DRPlacementControl.`,
    fix: 'Refer to a DRPolicy by its name, or add the missing policy.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'Letters are swapped',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef:
    name: p-5m-est-wset # finding
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p-5m-east-west }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
    valid: [
      {
        title: 'The policy is there',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) yield* checkDrpc(drpc, topology);
  },
});

function* checkDrpc(drpc: Manifest, topology: Topology): Iterable<Problem | Unjudged> {
  const name = getString(drpc.object, field);
  if (name === undefined || isPlaceholder(name) || findManifest(topology, drPolicy, name) !== undefined)
    return;
  const policies = manifestsOf(topology, drPolicy);
  yield unseen(topology, { kind: drPolicy.kind, name, isKeptHere: policies.length > 0 }) ??
    problem(drpc, name, policies);
}

function problem(drpc: Manifest, name: string, policies: readonly Manifest[]): Problem {
  const names = policies.map(({ key }) => key.name);
  const meant = similarName(name, names);
  const shown = policies.find(({ key }) => key.name === meant);
  return {
    manifest: drpc,
    path: field,
    message: `${nameOf(drpc)} refers to DRPolicy ${quoted(name)}, which is not in this repository`,
    label: 'no DRPolicy of this name',
    ...(shown === undefined
      ? {}
      : {
          related: [{ manifest: shown, path: ['metadata', 'name'], message: 'a policy with a similar name' }],
        }),
    ramen: `failed to get DRPolicy ${name}`,
    help:
      names.length === 0
        ? noneLeft('DRPolicy', name)
        : meant === undefined
          ? `the policies here are ${listed(names)}; refer to one of them, or declare ${quoted(name)}`
          : `write ${meant}${describeDifference(name, meant)}; the reference cannot be changed once it is applied`,
  };
}
