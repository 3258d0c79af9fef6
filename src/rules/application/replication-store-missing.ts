import { volumeReplicationGroup } from '../../kinds/volume-replication-group.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const path = ['spec', 's3Profiles'];

export const replicationStoreMissing = defineRule({
  id: 'replication-store-missing',
  severity: 'error',
  summary: 'A VolumeReplicationGroup that is kept by hand names no S3 store.',
  page: () => ({
    why: `Ramen writes what it needs to bring volumes up on the other cluster to the stores in \`s3Profiles\`, and reads it there
in a failover. With an empty list it never reports the group as protected. Judged with \`ramen.mode: manual\`, where no hub
writes the group; a hub names the stores of both clusters.`,
    fix: 'List the S3 profiles of both clusters.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_volrep.go'],
    invalid: [
      {
        title: 'An empty list',
        mode: 'manual',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: VolumeReplicationGroup
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  pvcSelector: {}
  replicationState: primary
  s3Profiles: [] # finding
  sync: {}
`,
      },
    ],
    valid: [
      {
        title: 'Both stores',
        mode: 'manual',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: VolumeReplicationGroup
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  pvcSelector: {}
  replicationState: primary
  s3Profiles: [minio-on-dr1, minio-on-dr2]
  sync: {}
`,
      },
    ],
  }),
  *check(topology) {
    if (topology.config.ramen.mode !== 'manual') return;
    for (const group of manifestsOf(topology, volumeReplicationGroup)) {
      const profiles = getAt(group.object, path);
      if (!isArray(profiles) || profiles.length > 0) continue;
      yield {
        manifest: group,
        path,
        message: `${nameOf(group)} lists no S3 profile`,
        label: 'no store',
        help: 'list the S3 profiles of both clusters',
      };
    }
  },
});
