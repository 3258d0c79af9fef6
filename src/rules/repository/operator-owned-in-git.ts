import type { Kind } from '../../kinds/define-kind.ts';
import { kinds } from '../../kinds/registry.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

/** Who writes it, and what to keep in its place. */
const words: Readonly<Record<string, { readonly writer: string; readonly help: string }>> = {
  DRClusterConfig: {
    writer: 'Ramen, on each managed cluster',
    help: 'remove it; a DRCluster makes Ramen create it',
  },
  MaintenanceMode: {
    writer: 'Ramen, in a failover',
    help: 'remove it; Ramen asks the storage for it when it must',
  },
  ManagedClusterView: { writer: 'Ramen, to look at a managed cluster', help: 'remove the document' },
  ManifestWork: {
    writer: 'Ramen, for a managed cluster',
    help: 'remove it; a DRPlacementControl makes Ramen create it',
  },
  NetworkFence: {
    writer: 'Ramen, when a cluster is fenced',
    help: 'remove it; clusterFence of the DRCluster makes Ramen create it',
  },
  PlacementDecision: {
    writer: 'Ramen, to say where the application runs',
    help: 'remove it; the DRPlacementControl says where the application shall run',
  },
  ProtectedVolumeReplicationGroupList: {
    writer: 'nobody twice: it is a question to an S3 store, answered once in its status',
    help: 'remove it, and create it by hand when there is something to ask',
  },
};

const volumes = {
  writer: 'Ramen, for each protected volume',
  help: 'remove it; a DRPlacementControl whose pvcSelector selects the volume makes Ramen create it',
};

/** Kinds that people write too, for purposes of their own. */
const shared: ReadonlySet<string> = new Set([
  'ManagedClusterView',
  'ManifestWork',
  'ReplicationDestination',
  'ReplicationSource',
]);

export const operatorOwnedInGit = defineRule({
  id: 'operator-owned-in-git',
  severity: 'warning',
  summary: 'An object that Ramen or OCM makes and changes is kept in Git.',
  page: () => ({
    why: `Ramen writes VolumeReplicationGroups, ManifestWorks and PlacementDecisions itself, and changes them in every
failover. A copy in Git is stale as soon as it is written, and an engine that applies it undoes what Ramen did. ramen-sync
never applies it.`,
    fix: 'Remove the document; a DRPlacementControl makes Ramen create the object.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/util/mw_util.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/util/mcv_util.go',
    ],
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
      {
        title: 'The decision of a Placement',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: PlacementDecision # finding
metadata: { name: cart-decision-1, namespace: shop }
`,
      },
      {
        title: 'A copy of what Ramen sends to a cluster',
        yaml: `apiVersion: work.open-cluster-management.io/v1
kind: ManifestWork # finding
metadata: { name: cart-shop-vrg-mw, namespace: dr1 }
spec: { workload: { manifests: [] } }
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
      {
        title: 'A ManifestWork of your own',
        yaml: `apiVersion: work.open-cluster-management.io/v1
kind: ManifestWork
metadata: { name: monitoring, namespace: dr1 }
spec: { workload: { manifests: [] } }
`,
      },
    ],
  }),
  *check(topology) {
    const owned =
      topology.config.ramen.mode === 'manual' ? ['operator-owned'] : ['operator-owned', 'manual-mode'];
    for (const kind of kinds.filter(({ role }) => owned.includes(role))) {
      for (const manifest of manifestsOf(topology, kind)) {
        if (shared.has(kind.kind) && !isMadeByRamen(manifest)) continue;
        const { writer, help } = wordsOf(kind);
        yield {
          manifest,
          path: ['kind'],
          message: `${nameOf(manifest)} is written by ${writer}; ramen-sync never applies it`,
          label: 'not for Git',
          help,
        };
      }
    }
  },
});

function wordsOf(kind: Kind): { readonly writer: string; readonly help: string } {
  const own = words[kind.kind];
  if (own !== undefined) return own;
  return kind.role === 'manual-mode'
    ? {
        writer: 'Ramen, from a DRPlacementControl',
        help: 'remove it; a DRPlacementControl makes Ramen create it',
      }
    : volumes;
}

/** By Ramen's own labels and annotations, or by how it names what it makes. Ramen: util/mw_util.go, util/mcv_util.go. */
function isMadeByRamen({ key, object }: Manifest): boolean {
  const marks = ['labels', 'annotations'].flatMap((field) => {
    const map = getAt(object, ['metadata', field]);
    return isObject(map) ? Object.keys(map) : [];
  });
  return (
    marks.some((mark) => /(?:^|\.)ramendr\.openshift\.io\//.test(mark)) ||
    /-(?:vrg|ns|recipe|mmode|nf)-mw$|^drcconfig-mw$|^ramen-dr-cluster$|-mcv$/.test(key.name)
  );
}
