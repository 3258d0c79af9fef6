import type { Kind } from '../../kinds/define-kind.ts';
import { drCluster } from '../../kinds/dr-cluster.ts';
import { drClusterConfig } from '../../kinds/dr-cluster-config.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { volumeReplicationGroup } from '../../kinds/volume-replication-group.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const kinds: readonly Kind[] = [
  drCluster,
  drClusterConfig,
  drPlacementControl,
  drPolicy,
  volumeReplicationGroup,
];

export const specMissing = defineRule({
  id: 'spec-missing',
  severity: 'error',
  summary: 'An object of Ramen has no spec.',
  page: () => ({
    why: `The schemas of Ramen say what must stand in \`spec\`, but not that there must be one, so the server accepts the object.
Ramen finds nothing in it and can do nothing with it; and most fields cannot be filled in later.`,
    fix: 'Write the spec, or look whether it is indented too deep.',
    links: ['https://github.com/RamenDR/ramen/tree/main/config/crd/bases'],
    invalid: [
      {
        title: 'Only metadata',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster # finding
metadata:
  name: dr1
`,
      },
    ],
    valid: [
      {
        title: 'With a spec',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
  }),
  *check(topology) {
    for (const kind of kinds) {
      for (const manifest of manifestsOf(topology, kind)) {
        const { spec } = manifest.object;
        if (spec !== undefined && spec !== null) continue;
        yield {
          manifest,
          path: ['kind'],
          message: `${nameOf(manifest)} has no spec, and Ramen can do nothing with it`,
          label: 'needs a spec',
          help: 'write the spec, or look whether it is indented too deep',
        };
      }
    }
  },
});
