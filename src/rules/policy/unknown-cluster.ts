import { drCluster } from '../../kinds/dr-cluster.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { annotation } from '../../model/annotations.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { annotationOf } from '../../model/live-object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem, type Unjudged } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { listed, nameOf, noneLeft, quoted } from '../wording.ts';

export const unknownCluster = defineRule({
  id: 'unknown-cluster',
  severity: 'error',
  summary: 'A DRPolicy or an annotation names a cluster that is not there.',
  page: () => ({
    why: `A DRPolicy pairs two DRClusters by name. Without both, Ramen never validates the policy, and every application that
uses it stays unprotected. \`drClusters\` is immutable: a wrong name can only be mended by deleting the policy.

The annotation \`ramen-sync.io/cluster\` says where ramen-sync applies an object; for a cluster that nobody knows it is
applied nowhere.`,
    fix: 'Name a cluster that is there, or add the missing DRCluster. A DRCluster is named as its ManagedCluster.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_controller.go'],
    invalid: [
      {
        title: 'The policy lists a cluster that nobody declared',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters:
    - dr1
    - dr-2 # finding
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2 }
`,
      },
      {
        title: 'The annotation names a cluster that nobody declared',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations:
    ramen-sync.io/cluster: dr1, east # finding
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
    valid: [
      {
        title: 'Both are declared',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2 }
`,
      },
    ],
  }),
  *check(topology) {
    for (const policy of manifestsOf(topology, drPolicy)) yield* checkPolicy(policy, topology);
    for (const manifest of topology.manifests) {
      const text = annotationOf(manifest.object, annotation.cluster);
      if (text !== undefined) yield* checkAnnotation(manifest, text, topology);
    }
  },
});

function* checkAnnotation(
  manifest: Manifest,
  text: string,
  topology: Topology,
): Iterable<Problem | Unjudged> {
  const { managedClusters, config } = topology;
  if (managedClusters.length === 0) return;
  const names = text.split(',').map((name) => name.trim());
  const known = new Set(['', '*', 'hub', ...managedClusters]);
  for (const name of names.filter((candidate) => !known.has(candidate))) {
    const isDeclared = config.managedClusters.length > 0;
    const hidden = isDeclared
      ? undefined
      : unseen(topology, { kind: drCluster.kind, name, isKeptHere: true });
    if (hidden !== undefined) {
      yield hidden;
      continue;
    }
    const meant = similarName(name, ['hub', ...managedClusters]);
    yield {
      manifest,
      path: ['metadata', 'annotations', annotation.cluster],
      message: `${nameOf(manifest)} is meant for cluster ${quoted(name)}, which is not there`,
      label: 'no cluster of this name',
      help:
        meant === undefined
          ? `the clusters are ${listed(['hub', ...managedClusters])}`
          : `write ${meant}${describeDifference(name, meant)}`,
    };
  }
}

function* checkPolicy(policy: Manifest, topology: Topology): Iterable<Problem | Unjudged> {
  const clusters = getAt(policy.object, ['spec', 'drClusters']);
  for (const [index, name] of (isArray(clusters) ? clusters : []).entries()) {
    if (typeof name !== 'string' || isPlaceholder(name)) continue;
    if (findManifest(topology, drCluster, name) !== undefined) continue;
    const declared = manifestsOf(topology, drCluster);
    yield unseen(topology, { kind: drCluster.kind, name, isKeptHere: declared.length > 0 }) ??
      problem(policy, index, name, declared);
  }
}

function problem(policy: Manifest, index: number, name: string, clusters: readonly Manifest[]): Problem {
  const names = clusters.map(({ key }) => key.name);
  const meant = similarName(name, names);
  const shown = clusters.find(({ key }) => key.name === meant);
  return {
    manifest: policy,
    path: ['spec', 'drClusters', index],
    message: `${nameOf(policy)} lists cluster ${quoted(name)}, for which there is no DRCluster`,
    label: 'no DRCluster of this name',
    ...(shown === undefined
      ? {}
      : {
          related: [
            { manifest: shown, path: ['metadata', 'name'], message: 'a DRCluster with a similar name' },
          ],
        }),
    ramen: `failed to find DRClusters specified in policy (${listOf(policy)})`,
    help:
      names.length === 0
        ? noneLeft('DRCluster', name)
        : meant === undefined
          ? `the DRClusters here are ${listed(names)}; list two of them, or declare ${quoted(name)}`
          : `write ${meant}${describeDifference(name, meant)}; the list cannot be changed once it is applied`,
  };
}

/** Go prints a list in brackets, with blanks between. */
function listOf(policy: Manifest): string {
  const clusters = getAt(policy.object, ['spec', 'drClusters']);
  return `[${isArray(clusters) ? clusters.map(String).join(' ') : ''}]`;
}
