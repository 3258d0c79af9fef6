import { storageClass } from '../../kinds/storage-class.ts';
import { volumeGroupReplicationClass } from '../../kinds/volume-group-replication-class.ts';
import { volumeReplicationClass } from '../../kinds/volume-replication-class.ts';
import { getString } from '../../model/field-path.ts';
import { storageKey } from '../../topology/storage-classes.ts';
import { changedOf } from '../../topology/topology-change.ts';
import { defineChangeRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const kinds = [storageClass, volumeReplicationClass, volumeGroupReplicationClass];
const labels = [storageKey.storageId, storageKey.replicationId, storageKey.groupReplicationId];

export const storageLabelChanged = defineChangeRule({
  id: 'storage-label-changed',
  severity: 'warning',
  summary: 'A class gets another identity for DR.',
  page: () => ({
    why: `By these labels Ramen knows which storage of one cluster replicates with which of the other, and it notes them in the peer
classes of DRPolicies and in every VolumeReplicationGroup. A StorageClass with another \`storageid\` is another storage to it:
volumes that are protected already no longer fit (\`storageID mismatch between peerClass and StorageClass\`), new ones find no
replication class until all classes of both clusters say the new value, and where the two clusters say the same one, the pair
is taken for a synchronous one.`,
    fix: `Write the old value back, unless the storage behind the class is another one now. Then give the class another name: volumes
stay in the class that made them.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_volrep.go',
    ],
    invalid: [
      {
        title: 'Another storageid',
        before: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1 }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-east } # finding
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
    ],
    valid: [
      {
        title: 'A class that is made ready for DR',
        before: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1 }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
    ],
  }),
  *check(change) {
    for (const { before, after } of kinds.flatMap((kind) => changedOf(change, kind))) {
      for (const label of labels) {
        const path = ['metadata', 'labels', label];
        const [then = '', now = ''] = [before, after].map(({ object }) => getString(object, path));
        if (then === '' || now === '' || then === now) continue;
        yield {
          manifest: after,
          path,
          message: `${nameOf(after)} changes label ${label} from ${quoted(then)} at ${change.commit} to ${quoted(now)}: volumes that are protected no longer fit`,
          label: `was ${then}`,
          help: `write ${then} again; where the storage is another one, make a class of another name`,
        };
      }
    }
  },
});
