import { type PolicyPair, policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { readStorage } from '../../topology/storage-classes.ts';
import { peerMode } from '../../topology/storage-peers.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 'schedulingInterval'];

export const intervalUneven = defineRule({
  id: 'interval-uneven',
  severity: 'warning',
  summary: 'An interval that cron cannot say is given to a DRPolicy.',
  page: () => ({
    why: `For storage that VolSync replicates, Ramen makes a cron schedule of the interval: \`*/N\` in the minutes, hours or days.
Cron starts again with every hour, day and month, so \`90m\` runs once an hour, and \`7m\` takes steps of 7 minutes and one of 4.
Storage with its own replication classes of that interval is not concerned, and then nothing is said.`,
    fix: 'Take minutes that divide 60, hours that divide 24, or up to 28 days.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/volsync/vshandler.go'],
    invalid: [
      {
        title: 'An hour and a half',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p90m }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 90m # finding
`,
      },
    ],
    valid: [
      {
        title: 'Two hours',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p2h }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 2h
`,
      },
      {
        title: 'The storage keeps the schedule itself',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p90m }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 90m
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-dr1, ramendr.openshift.io/replicationid: pair }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr2 }
  labels: { ramendr.openshift.io/storageid: rbd-dr2, ramendr.openshift.io/replicationid: pair }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-90m
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-dr1, ramendr.openshift.io/replicationid: pair }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 90m } }
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-90m
  annotations: { ramen-sync.io/cluster: dr2 }
  labels: { ramendr.openshift.io/storageid: rbd-dr2, ramendr.openshift.io/replicationid: pair }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 90m } }
`,
      },
    ],
  }),
  *check(topology) {
    const storageOf = storageOfPairs(readStorage(topology));
    for (const pair of policyPairs(topology)) {
      const reason = pair.interval === undefined ? undefined : unevenBecause(pair.interval);
      if (reason === undefined) continue;
      const storage = storageOf(pair);
      const modes = storage?.pairs.map((each) => peerMode(each, storage, pair.interval ?? '')) ?? [];
      if (modes.length > 0 && modes.every((mode) => mode === 'replication' || mode === 'sync')) continue;
      yield problem(pair, reason);
    }
  },
});

function unevenBecause(interval: string): string | undefined {
  const match = /^0*(\d+)([mhd])$/.exec(interval);
  const count = Number(match?.[1] ?? 0);
  if (count === 0) return undefined;
  if (match?.[2] === 'd') return count > 28 ? 'Ramen makes 28 days of it' : undefined;
  const [limit, unit] = match?.[2] === 'h' ? [24, 'day'] : [60, 'hour'];
  if (count >= limit) return `the schedule runs once ${unit === 'hour' ? 'an hour' : 'a day'}`;
  return limit % count === 0 ? undefined : `the schedule starts again with every ${unit}`;
}

function problem({ policy, interval = '' }: PolicyPair, reason: string): Problem {
  return {
    manifest: policy,
    path: field,
    message: `${nameOf(policy)} has interval ${quoted(interval)}, which VolSync cannot keep: ${reason}`,
    label: reason,
    help: 'take minutes that divide 60, hours that divide 24, or at most 28 days; it cannot be changed once it is applied',
  };
}
