import type { Kind } from '../../kinds/define-kind.ts';
import { drCluster } from '../../kinds/dr-cluster.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { volumeReplicationGroup } from '../../kinds/volume-replication-group.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { similarName } from '../similar-name.ts';
import { nameOf } from '../wording.ts';

/** What stands in `spec` of each kind. Ramen: api/v1alpha1. */
const specs: readonly { readonly kind: Kind; readonly fields: ReadonlySet<string> }[] = [
  {
    kind: drPolicy,
    fields: new Set([
      'drClusters',
      'networkMappingRef',
      'replicationClassSelector',
      'schedulingInterval',
      'volumeGroupSnapshotClassSelector',
      'volumeSnapshotClassSelector',
    ]),
  },
  { kind: drCluster, fields: new Set(['cidrs', 'clusterFence', 'region', 's3ProfileName']) },
  {
    kind: drPlacementControl,
    fields: new Set([
      'action',
      'drPolicyRef',
      'dryRun',
      'failoverCluster',
      'kubeObjectProtection',
      'placementRef',
      'preferredCluster',
      'protectedNamespaces',
      'pvcSelector',
      'retainNamespaceSCCAcrossPeers',
      'volSyncSpec',
    ]),
  },
  {
    kind: volumeReplicationGroup,
    fields: new Set([
      'action',
      'async',
      'dryRun',
      'kubeObjectProtection',
      'prepareForFinalSync',
      'protectedNamespaces',
      'pvcSelector',
      'replicationState',
      'runFinalSync',
      's3Profiles',
      'staticIPTranslationSpec',
      'sync',
      'volSync',
    ]),
  },
];

export const fieldOfAnotherKind = defineRule({
  id: 'field-of-another-kind',
  severity: 'error',
  summary: 'A field stands in an object of another kind than the one that has it.',
  page: () => ({
    why: `Ramen spreads what it needs over several kinds: the store of a cluster over its DRCluster, the interval over the
DRPolicy, the state of replication over a VolumeReplicationGroup that Ramen writes itself. A strict API server refuses
the object, a lax one drops the field.`,
    fix: 'Move it to the kind that has it. What belongs to a VolumeReplicationGroup is written by Ramen: remove it.',
    links: ['https://github.com/RamenDR/ramen/tree/main/api/v1alpha1'],
    invalid: [
      {
        title: 'What Ramen writes itself',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  replicationState: primary # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'The store of a cluster in its DRCluster',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const { kind, fields } of specs) {
      const others = specs.filter((each) => each.kind !== kind);
      for (const manifest of manifestsOf(topology, kind)) {
        const spec = getAt(manifest.object, ['spec']);
        if (!isObject(spec)) continue;
        for (const field of Object.keys(spec)) {
          // Nearly its own: the schema's finding says which field is meant.
          if (fields.has(field) || similarName(field, fields) !== undefined) continue;
          const owner = others.find((other) => other.fields.has(field))?.kind;
          if (owner !== undefined) yield problem(manifest, field, owner);
        }
      }
    }
  },
});

function problem(manifest: Manifest, field: string, owner: Kind): Problem {
  const path = ['spec', field];
  const isWrittenByRamen = owner === volumeReplicationGroup;
  return {
    manifest,
    path,
    part: 'key',
    message: `${nameOf(manifest)} has spec.${field}, a field of ${owner.kind}`,
    label: `belongs to ${owner.kind}`,
    ramen: `strict decoding error: unknown field "spec.${field}"`,
    help: isWrittenByRamen
      ? 'remove it: Ramen writes the VolumeReplicationGroup itself'
      : `move it to the ${owner.kind}`,
    ...(isWrittenByRamen ? { fix: { type: 'remove', path } as const } : {}),
  };
}
