import { drPolicy } from '../../kinds/dr-policy.ts';
import { volumeReplicationGroup } from '../../kinds/volume-replication-group.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const prefix = 'ramendr.openshift.io/';

/** Ramen: internal/controller/drclusterconfig_controller.go, vrg_volrep.go, util/misc.go. All are lower case. */
const keys: ReadonlySet<string> = new Set(
  [
    'storageid',
    'replicationid',
    'groupreplicationid',
    'offloaded',
    'global',
    'maintenancemodes',
    'dr-network',
    'exclude',
  ].map((name) => `${prefix}${name}`),
);

export const labelKeyCase = defineRule({
  id: 'label-key-case',
  severity: 'error',
  summary: 'A label that Ramen reads is written in the wrong case.',
  page: () => ({
    why: `Label keys are case-sensitive. Ramen looks for \`ramendr.openshift.io/replicationid\` and \`…/storageid\`; a class
with \`replicationID\` does not exist for it. No peer class is found, and the applications that use this storage are never
protected, although every object is accepted. Older pages of Ramen's documentation show the wrong case.`,
    fix: 'Write the key in lower case.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusterconfig_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go',
    ],
    invalid: [
      {
        title: 'replicationID',
        yaml: `apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  labels:
    ramendr.openshift.io/replicationID: rbd-dr1-dr2 # finding
    ramendr.openshift.io/storageid: rbd-dr1
spec:
  provisioner: rook-ceph.rbd.csi.ceph.com
  parameters: { schedulingInterval: 5m }
`,
      },
      {
        title: 'In the selector of a policy',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
  replicationClassSelector:
    matchLabels:
      ramendr.openshift.io/replicationID: rbd-dr1-dr2 # finding
`,
      },
    ],
    valid: [
      {
        title: 'Lower case',
        yaml: `apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  labels:
    ramendr.openshift.io/replicationid: rbd-dr1-dr2
    ramendr.openshift.io/storageid: rbd-dr1
spec:
  provisioner: rook-ceph.rbd.csi.ceph.com
  parameters: { schedulingInterval: 5m }
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const [kind, path] of selecting) {
      for (const manifest of manifestsOf(topology, kind)) yield* checkSelectors(manifest, path);
    }
    for (const manifests of topology.byKind.values()) {
      for (const manifest of manifests) {
        const { metadata } = manifest.object;
        if (!isObject(metadata)) continue;
        for (const section of ['labels', 'annotations'] as const) {
          const entries = metadata[section];
          if (isObject(entries) && Object.keys(entries).some(isMisspelt)) {
            yield* checkKeys(manifest, section, entries);
          }
        }
      }
    }
  },
});

/** Kinds that select classes by their labels, and where the selectors are. */
const selecting = [
  [drPolicy, ['spec']],
  [volumeReplicationGroup, ['spec', 'async']],
] as const;
const selectors = [
  'replicationClassSelector',
  'volumeSnapshotClassSelector',
  'volumeGroupSnapshotClassSelector',
];

function* checkSelectors(manifest: Manifest, parent: readonly string[]): Iterable<Problem> {
  for (const field of selectors) {
    const path = [...parent, field, 'matchLabels'];
    const labels = getAt(manifest.object, path);
    for (const key of Object.keys(isObject(labels) ? labels : {}).filter(isMisspelt)) {
      const right = key.toLowerCase();
      yield {
        manifest,
        path: [...path, key],
        part: 'key',
        message: `${nameOf(manifest)} selects classes by label ${key}, which no class has: keys are case-sensitive`,
        label: `must be ${right}`,
        help: `write ${right}`,
        fix: { type: 'rename-key', path: [...path, key], to: right },
      };
    }
  }
}

const lengths: ReadonlySet<number> = new Set([...keys].map((key) => key.length));

function isMisspelt(key: string): boolean {
  if (!lengths.has(key.length)) return false;
  const right = key.toLowerCase();
  return key !== right && keys.has(right);
}

function* checkKeys(
  manifest: Manifest,
  section: 'labels' | 'annotations',
  entries: JsonObject,
): Iterable<Problem> {
  for (const key of Object.keys(entries).filter(isMisspelt)) {
    const right = key.toLowerCase();
    const path = ['metadata', section, key];
    yield {
      manifest,
      path,
      part: 'key',
      message: `${nameOf(manifest)} has ${section.slice(0, -1)} ${key}, which Ramen does not read: keys are case-sensitive`,
      label: `must be ${right}`,
      help: `write ${right}`,
      // With the right key beside it nobody knows which of two values is meant.
      ...(Object.hasOwn(entries, right) ? {} : { fix: { type: 'rename-key', path, to: right } as const }),
    };
  }
}
