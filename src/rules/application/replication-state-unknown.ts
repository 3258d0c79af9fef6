import { volumeReplicationGroup } from '../../kinds/volume-replication-group.ts';
import { getAt } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const path = ['spec', 'replicationState'];

export const replicationStateUnknown = defineRule({
  id: 'replication-state-unknown',
  severity: 'error',
  summary: 'A VolumeReplicationGroup that is kept by hand is neither primary nor secondary.',
  page: () => ({
    why: `The schema takes any text, Ramen only \`primary\` and \`secondary\`, in lower case. With another word it marks the group
as failed and does not look again until the object changes. Judged with \`ramen.mode: manual\`, where no hub writes the
group.`,
    fix: 'Write `primary` on the cluster where the application runs, `secondary` on the other.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/volumereplicationgroup_controller.go',
    ],
    invalid: [
      {
        title: 'In the wrong case',
        mode: 'manual',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: VolumeReplicationGroup
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  pvcSelector: {}
  replicationState: Primary # finding
  s3Profiles: [minio-on-dr1]
  async: { schedulingInterval: 5m }
`,
      },
    ],
    valid: [
      {
        title: 'In lower case',
        mode: 'manual',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: VolumeReplicationGroup
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  pvcSelector: {}
  replicationState: primary
  s3Profiles: [minio-on-dr1]
  async: { schedulingInterval: 5m }
`,
      },
    ],
  }),
  *check(topology) {
    if (topology.config.ramen.mode !== 'manual') return;
    for (const group of manifestsOf(topology, volumeReplicationGroup)) {
      const state = getAt(group.object, path);
      if (typeof state !== 'string' || state === 'primary' || state === 'secondary') continue;
      yield {
        manifest: group,
        path,
        message: `${nameOf(group)} has replicationState ${quoted(state)}, which Ramen does not know`,
        label: 'must be primary or secondary',
        ramen: `invalid or unknown replication state detected (deleted false, desired replicationState ${state})`,
        help: ['primary', 'secondary'].includes(state.toLowerCase())
          ? `write ${state.toLowerCase()} (upper and lower case matter)`
          : 'write primary or secondary',
      };
    }
  },
});
