import { intervalSeconds, policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { readStorage } from '../../topology/storage-classes.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const intervalIgnored = defineRule({
  id: 'interval-ignored',
  severity: 'warning',
  summary: 'A DRPolicy has an interval, but its clusters share their storage.',
  page: () => ({
    why: `Where StorageClasses of one name have the same \`storageid\` on both clusters, Ramen takes the storage for shared: Metro.
The interval is not looked at, nothing is replicated, and a failover wants the lost cluster fenced first. Often the
\`storageid\` was only copied from one cluster to the other.`,
    fix: 'Give each cluster its own `storageid`; or, if the storage is shared, write `schedulingInterval: ""`.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go'],
    invalid: [
      {
        title: 'A storageid that was copied',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m # finding
  drClusters: [dr1, dr2]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: "dr1,dr2" }, labels: { ramendr.openshift.io/storageid: rbd } }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
    ],
    valid: [
      {
        title: 'Shared, and without an interval',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec:
  schedulingInterval: ""
  drClusters: [dr1, dr2]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: "dr1,dr2" }, labels: { ramendr.openshift.io/storageid: rbd } }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
    ],
  }),
  *check(topology) {
    const storageOf = storageOfPairs(readStorage(topology));
    for (const pair of policyPairs(topology)) {
      const pairs = storageOf(pair)?.pairs ?? [];
      const [shared] = pairs;
      // Consoles write `0m` for Metro.
      if ((intervalSeconds(pair.interval ?? '') ?? 0) === 0) continue;
      if (shared === undefined || !pairs.every((each) => each.shared)) continue;
      yield {
        manifest: pair.policy,
        path: ['spec', 'schedulingInterval'],
        message: `${nameOf(pair.policy)} has interval ${quoted(pair.interval ?? '')}, but its clusters share storage ${quoted(shared.objects[0].storageId ?? '')}: this is Metro`,
        label: 'not looked at',
        related: shared.objects
          .filter(({ manifest }, index) => index === 0 || manifest !== shared.objects[0].manifest)
          .map(({ manifest, cluster }) => ({
            manifest,
            path: ['metadata', 'labels'],
            message: `the storageid on ${cluster}`,
          })),
        help: 'give each cluster its own storageid, or write "" if the storage is shared',
      };
    }
  },
});
