import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { formatPath, getAt, getString } from '../../model/field-path.ts';
import { findManifest, type Topology } from '../../topology/topology.ts';
import { type ChangedObject, changedOf } from '../../topology/topology-change.ts';
import { shown } from '../change-wording.ts';
import { defineChangeRule, type Problem, type Refusal, type RepositoryChange } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const path = ['spec', 'drPolicyRef', 'name'];

export const policySwapped = defineChangeRule({
  id: 'policy-swapped',
  severity: 'error',
  summary: 'An application is moved to another DRPolicy by an edit.',
  page: () => ({
    why: `\`drPolicyRef\` is fixed for the life of a DRPlacementControl: the API server refuses the update, and nothing of it arrives.
Another policy means another pair of clusters or another interval, for which Ramen has to build up the replication anew.`,
    fix: `Write the old policy back. To move the application, retire its DRPlacementControl with a Removal (the application goes on
running where it is, its replica and its metadata in S3 are removed), wait until it is gone, and add one that names the new
policy with \`preferredCluster\` where the application runs. From the removal to the first sync it is not protected.`,
    links: ['https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drplacementcontrol_types.go'],
    invalid: [
      {
        title: 'From five minutes to one hour',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p1h } # finding
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'A new application may choose',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
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
kind: DRPlacementControl
metadata: { name: ledger, namespace: billing }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p1h }
  placementRef: { kind: Placement, name: ledger }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(change) {
    for (const pair of changedOf(change, drPlacementControl)) {
      const [then, now] = [pair.before, pair.after].map(({ object }) => getString(object, path));
      if (then === undefined || now === undefined || then === now) continue;
      for (const refusal of change.refusals(pair)) {
        if ('unjudged' in refusal || formatPath(refusal.path) !== 'spec.drPolicyRef') continue;
        yield problemOf(pair, then, now, refusal, change);
      }
    }
  },
});

function problemOf(
  { after: drpc }: ChangedObject,
  then: string,
  now: string,
  { message }: Refusal,
  { before, after, commit }: RepositoryChange,
): Problem {
  return {
    manifest: drpc,
    path,
    message: `${nameOf(drpc)} changes its policy from ${policyText(before, then)} at ${commit} to ${policyText(after, now)}, which the server refuses`,
    label: 'cannot be changed',
    ramen: message,
    help: `write ${then} again; to move it, retire this DRPlacementControl with a Removal, wait until it is gone, then add one that names ${now}: unprotected until its first sync`,
  };
}

/** `"p5m" ([dr1, dr2] every 5m)`, as far as it is known. */
function policyText(topology: Topology, name: string): string {
  const policy = findManifest(topology, drPolicy, name);
  if (policy === undefined) return quoted(name);
  const [clusters, interval] = ['drClusters', 'schedulingInterval'].map((field) =>
    getAt(policy.object, ['spec', field]),
  );
  const how = typeof interval === 'string' && interval !== '' ? `every ${interval}` : 'synchronous';
  return `${quoted(name)} (${shown(clusters)}, ${how})`;
}
