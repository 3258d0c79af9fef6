import { kindOf } from '../../kinds/registry.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const operatorOwnedInGit = defineRule({
  id: 'operator-owned-in-git',
  severity: 'warning',
  summary: 'An object that Ramen or OCM makes and changes is kept in Git.',
  why: `Ramen writes VolumeReplicationGroups, ManifestWorks and PlacementDecisions itself, and changes them in every
failover. A copy in Git is stale as soon as it is written, and an engine that applies it undoes what Ramen did. ramen-sync
never applies it.`,
  fix: 'Remove the document; a DRPlacementControl makes Ramen create the object.',
  links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/util/mw_util.go'],
  invalid: [
    {
      title: 'A VolumeReplicationGroup by hand',
      yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: VolumeReplicationGroup # finding
metadata: { name: cart, namespace: shop }
spec:
  pvcSelector: {}
  replicationState: primary
  s3Profiles: [minio-on-dr1]
`,
    },
  ],
  valid: [
    {
      title: 'What makes Ramen create it',
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
  *check(topology) {
    const owned =
      topology.config.ramen.mode === 'manual' ? ['operator-owned'] : ['operator-owned', 'manual-mode'];
    for (const manifest of topology.manifests) {
      const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
      if (kind === undefined || !owned.includes(kind.role)) continue;
      yield {
        manifest,
        path: ['kind'],
        message: `${nameOf(manifest)} is made and changed by operators; ramen-sync never applies it`,
        label: 'not for Git',
        help: 'remove the document',
      };
    }
  },
});
