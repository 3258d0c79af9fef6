import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { changedOf } from '../../topology/topology-change.ts';
import { defineChangeRule } from '../define-rule.ts';
import { listed, nameOf } from '../wording.ts';

const path = ['spec', 'protectedNamespaces'];

export const protectedNamespacesNarrowed = defineChangeRule({
  id: 'protected-namespaces-narrowed',
  severity: 'warning',
  summary: 'A namespace is no longer protected.',
  page: () => ({
    why: `Ramen takes the list as it stands: the volumes and objects of a namespace that is not in it any more are left out of the
next capture, and with \`volumeUnprotectionEnabled\` their replicas and their metadata in S3 are removed. After the next
failover that namespace is missing. Nothing in the status of the DRPlacementControl says so.`,
    fix: 'Put the namespace back, or merge it knowing that its replica goes.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drplacementcontrol_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/volumereplicationgroup_controller.go',
    ],
    invalid: [
      {
        title: 'One of two namespaces is left out',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: shop, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop, shop-db]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: shop }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: shop, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop] # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: shop }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
      },
    ],
    valid: [
      {
        title: 'One more, in another order',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: shop, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: shop }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: shop, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop-db, shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: shop }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
      },
    ],
  }),
  *check(change) {
    for (const { before, after } of changedOf(change, drPlacementControl)) {
      const left = new Set(namespaces(after));
      const lost = [...new Set(namespaces(before))].filter((name) => !left.has(name));
      if (lost.length === 0) continue;
      yield {
        manifest: after,
        path,
        message: `${nameOf(after)} no longer protects ${lost.length === 1 ? 'namespace' : 'the namespaces'} ${listed(lost)}, as it did at ${change.commit}`,
        label: `${listed(lost)} ${lost.length === 1 ? 'is' : 'are'} missing`,
        help: 'put it back, unless its replica and its metadata in S3 may go',
      };
    }
  },
});

function namespaces({ object }: Manifest): readonly string[] {
  const list = getAt(object, path);
  return isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}
