import type { Kind } from '../../kinds/define-kind.ts';
import { drCluster } from '../../kinds/dr-cluster.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { isObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const key = 'cluster.open-cluster-management.io/backup';
const path = ['metadata', 'labels', key];
const kinds: readonly Kind[] = [drCluster, drPlacementControl, drPolicy];

export const backupLabel = defineRule({
  id: 'backup-label',
  severity: 'warning',
  summary: 'The label for hub backups has another value than Ramen writes.',
  page: () => ({
    why: `Ramen labels its configuration, DRClusters, DRPolicies and DRPlacementControls so that a backup of the hub has them, and
that they come back in the right order: \`ramen\`. It changes any other value back, and Git never comes to rest.`,
    fix: 'Write `ramen`, or leave the label to Ramen.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/util/misc.go'],
    invalid: [
      {
        title: 'As for any other object of a backup',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-hub-operator-config
  namespace: ramen-system
  labels:
    cluster.open-cluster-management.io/backup: resource # finding
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
    valid: [
      {
        title: 'As Ramen writes it',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1, labels: { cluster.open-cluster-management.io/backup: ramen } }
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    const hubs = topology.ramenConfigs.filter(({ role }) => role === 'hub').map(({ manifest }) => manifest);
    for (const manifest of hubs) yield* checkLabel(manifest);
    for (const kind of kinds) for (const manifest of manifestsOf(topology, kind)) yield* checkLabel(manifest);
  },
});

function* checkLabel(manifest: Manifest): Iterable<Problem> {
  const { metadata } = manifest.object;
  const labels = isObject(metadata) ? metadata.labels : undefined;
  const value = isObject(labels) ? labels[key] : undefined;
  if (value === undefined || value === 'ramen') return;
  yield {
    manifest,
    path,
    message: `${nameOf(manifest)} has backup label ${quoted(String(value))}, which Ramen changes to "ramen"`,
    label: 'must be ramen',
    help: 'write ramen, or leave the label out',
    fix: { type: 'set', path, value: 'ramen' },
  };
}
