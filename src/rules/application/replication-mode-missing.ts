import { volumeReplicationGroup } from '../../kinds/volume-replication-group.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject } from '../../model/json.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const replicationModeMissing = defineRule({
  id: 'replication-mode-missing',
  severity: 'error',
  summary:
    'A VolumeReplicationGroup that is kept by hand says neither how its volumes are replicated nor that they are.',
  page: () => ({
    why: `Ramen needs \`async\` with an interval, or \`sync\`, or both. The schema lets both be left out; Ramen then refuses the
group and protects nothing. Judged with \`ramen.mode: manual\`, where no hub writes the group.`,
    fix: 'Add `async: { schedulingInterval: … }`, or `sync: {}` for storage that both clusters share.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/volumereplicationgroup_controller.go',
    ],
    invalid: [
      {
        title: 'Neither of them',
        mode: 'manual',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: VolumeReplicationGroup
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec: # finding
  pvcSelector: {}
  replicationState: primary
  s3Profiles: [minio-on-dr1]
`,
      },
    ],
    valid: [
      {
        title: 'Shared storage',
        mode: 'manual',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: VolumeReplicationGroup
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  pvcSelector: {}
  replicationState: primary
  s3Profiles: [minio-on-dr1]
  sync: {}
`,
      },
    ],
  }),
  *check(topology) {
    if (topology.config.ramen.mode !== 'manual') return;
    for (const group of manifestsOf(topology, volumeReplicationGroup)) {
      const modes = ['async', 'sync'].filter((mode) => isObject(getAt(group.object, ['spec', mode])));
      if (modes.length > 0) continue;
      yield {
        manifest: group,
        path: ['spec', 'async'],
        message: `${nameOf(group)} has neither async nor sync`,
        label: 'async or sync is missing here',
        ramen: 'neither of sync or async mode is enabled (deleted false)',
        help: 'add async with a schedulingInterval, or sync',
      };
    }
  },
});
