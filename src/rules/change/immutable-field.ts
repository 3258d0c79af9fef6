import { kindOf } from '../../kinds/registry.ts';
import { type FieldPath, formatPath, getAt, getString } from '../../model/field-path.ts';
import { canonicalJson, isArray, type Json, jsonEquals } from '../../model/json.ts';
import type { ChangedObject } from '../../topology/topology-change.ts';
import { changedNode, fromTo, shown } from '../change-wording.ts';
import { defineChangeRule, type Problem, type Refusal, type RepositoryChange } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const immutableField = defineChangeRule({
  id: 'immutable-field',
  severity: 'error',
  summary: 'A field changes that no server lets change.',
  page: () => ({
    why: `Some fields are fixed once an object is created: rules of its CustomResourceDefinition that compare old and new, or
the server's own code for StorageClasses, Secrets and ConfigMaps. The API server refuses the whole update, so that none of
the object's other changes arrives either, and whoever applies the repository tries again for ever.

Leaving a field out is a change too: where the schema has a default, an omitted selector becomes the empty one, which
differs from the one that was applied. And \`drClusters\` is compared as a list: the same two names in another order are
another value.`,
    fix: `Write the old value back. Where the new one is needed, make a new object beside the old one, move what uses the old one
over, and retire it with a Removal. Deleting an object to create it anew under the same name is no way out for
disaster recovery: a DRPlacementControl that is deleted takes the replica and the metadata in S3 with it, and a DRPolicy
that is being deleted refuses every failover of its applications.`,
    links: [
      'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#transition-rules',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drpolicy_types.go',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/storage/validation/validation.go',
    ],
    invalid: [
      {
        title: 'The clusters of a policy in another order',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr2, dr1] # finding
`,
      },
      {
        title: 'A selector that is left out becomes the empty one',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
  replicationClassSelector: { matchLabels: { class: ramen } }
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: # finding
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
`,
      },
      {
        title: 'References are compared whole',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef:
    apiVersion: cluster.open-cluster-management.io/v1beta1 # finding
    kind: Placement
    name: cart
  pvcSelector: { matchLabels: { app: cart } }
`,
      },
      {
        title: 'A StorageClass of another provisioner',
        before: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 } }
provisioner: openshift-storage.rbd.csi.ceph.com # finding
`,
      },
    ],
    valid: [
      {
        title: 'What may change',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m, labels: { team: storage } }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
  replicationClassSelector: {} # the default, written out
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
allowVolumeExpansion: true
`,
      },
    ],
  }),
  *check(change) {
    for (const pair of [...change.changed.values()].flat()) {
      const told = new Set<string>();
      for (const refusal of change.refusals(pair)) {
        if ('unjudged' in refusal) {
          yield refusal;
          continue;
        }
        const problem = problemOf(pair, refusal, change);
        const place = canonicalJson([...problem.path]);
        if (!told.has(place) && !isPolicySwap(pair, refusal)) yield problem;
        told.add(place);
      }
    }
  },
});

/** The rule policy-swapped has more to say of it. */
function isPolicySwap({ before, after }: ChangedObject, { path }: Refusal): boolean {
  if (formatPath(path) !== 'spec.drPolicyRef') return false;
  const name = [...path, 'name'];
  return getString(before.object, name) !== getString(after.object, name);
}

function problemOf(pair: ChangedObject, { path, message }: Refusal, { commit }: RepositoryChange): Problem {
  const { after } = pair;
  const isSecret = isSecretText(pair, path);
  const node = isSecret ? secretSection(pair, path) : changedNode(pair, path);
  return {
    manifest: after,
    path: node,
    message: `${nameOf(after)} changes ${isSecret ? formatPath(node) : fromTo(pair, node)} since ${commit}, which the server refuses`,
    label: labelOf(pair, node),
    ramen: message,
    help: helpFor(pair, path),
  };
}

function labelOf({ before, after }: ChangedObject, node: FieldPath): string {
  if (getAt(after.object, node) === undefined) return `${String(node.at(-1))} is missing here`;
  return getAt(before.object, node) === undefined ? 'cannot be added' : 'cannot be changed';
}

/** Values of a Secret are never shown. */
function isSecretText({ after }: ChangedObject, [section]: FieldPath): boolean {
  return after.key.kind === 'Secret' && section === 'data';
}

/** The server knows `data` alone; Git may say it in `stringData`. */
function secretSection({ before, after }: ChangedObject, path: FieldPath): FieldPath {
  const isSame = jsonEquals(getAt(before.object, path), getAt(after.object, path));
  return isSame ? ['stringData'] : path;
}

const policyMove =
  'move applications one at a time: a Removal for the old DRPlacementControl, and when it is gone a new one that names the new policy; from the removal to the first sync an application is unprotected';

const newClass =
  'write the old value back, and add a StorageClass of another name, on both clusters, with the same Ramen labels; volumes stay in the class that made them';

/** What to do instead, by kind and field. */
const steps: Readonly<Record<string, string>> = {
  'DRPolicy spec.drClusters': `write the old list back; for another pair add a DRPolicy of another name and ${policyMove}`,
  'DRPolicy spec.schedulingInterval': `write the old interval back; for another one add a DRPolicy of another name, and replication classes with that interval on both clusters; ${policyMove}`,
  'DRPolicy spec.replicationClassSelector': `write the old selector back, or add a DRPolicy of another name; ${policyMove}`,
  'DRPolicy spec.volumeSnapshotClassSelector': `write the old selector back, or add a DRPolicy of another name; ${policyMove}`,
  'DRCluster spec.s3ProfileName':
    "write the old name back, and change what the profile of that name says in Ramen's configuration; bring the objects of the old bucket over first",
  'DRCluster spec.region':
    'write the old region back, or leave the field out: a region may go, but not become another',
  'DRPlacementControl spec.placementRef':
    'write the old reference back, letter by letter; another Placement is another application, with a DRPlacementControl of its own',
  'DRPlacementControl spec.drPolicyRef':
    'write the old reference back, letter by letter: kind and apiVersion count too',
  'DRPlacementControl spec.pvcSelector':
    'write the old selector back, and put its labels on the volume claims that are to be protected too; another selector needs a Removal of the DRPlacementControl and a new one: unprotected until its first sync',
  'Secret type':
    'write the old type back; a Secret of another type needs another name, and its users that name',
};

function helpFor(pair: ChangedObject, path: FieldPath): string {
  const { key } = pair.after;
  if (isReordered(pair, path)) {
    return `write ${shown(getAt(pair.before.object, path))} again: the order counts`;
  }
  const known = steps[`${key.kind} ${formatPath(path)}`];
  if (known !== undefined) return known;
  if (key.kind === 'StorageClass') return newClass;
  if (key.kind === 'Secret' || key.kind === 'ConfigMap') {
    return `write it back; what is \`immutable: true\` stays as it is: make a ${key.kind} of another name, and let its users name that one`;
  }
  if (kindOf(key.apiVersion, key.kind)?.role === 'operator-owned') {
    return 'write the old value back; an operator makes this object, and it does not belong into Git';
  }
  return `write the old value back, or add a ${key.kind} of another name and let its users name that one`;
}

function isReordered({ before, after }: ChangedObject, path: FieldPath): boolean {
  const [then, now] = [before, after].map(({ object }) => getAt(object, path));
  return isArray(then) && isArray(now) && jsonEquals(sorted(then), sorted(now));
}

function sorted(list: readonly Json[]): readonly string[] {
  return list.map(canonicalJson).sort();
}
