import { drCluster } from '../../kinds/dr-cluster.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type IpRange, overlaps, parseCidr } from '../../topology/ip-ranges.ts';
import { isMetro, policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { readStorage } from '../../topology/storage-classes.ts';
import { findManifest } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 'cidrs'];

export const cidrOfBothClusters = defineRule({
  id: 'cidr-of-both-clusters',
  severity: 'error',
  summary: 'Fencing one cluster of a Metro pair would fence the other too.',
  page: () => ({
    why: `To fence a cluster, Ramen has the storage refuse every address in its \`cidrs\`. Where they hold addresses of the other
cluster, the one that is to take the applications over loses the storage in the same moment.`,
    fix: "List each cluster's own nodes only.",
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go',
      'https://github.com/csi-addons/kubernetes-csi-addons/blob/main/docs/networkfence.md',
    ],
    invalid: [
      {
        title: 'A network that holds the other',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec: { schedulingInterval: "", drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  cidrs: [192.0.2.0/24]
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec:
  s3ProfileName: minio-on-dr2
  cidrs:
    - 192.0.2.128/28 # finding
`,
      },
    ],
    valid: [
      {
        title: 'Nodes apart',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec: { schedulingInterval: "", drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, cidrs: [192.0.2.0/28] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2, cidrs: [192.0.2.16/28] }
`,
      },
    ],
  }),
  *check(topology) {
    const storageOf = storageOfPairs(readStorage(topology));
    const told = new Set<Manifest>();
    for (const pair of policyPairs(topology)) {
      if (!isMetro(pair, storageOf(pair))) continue;
      const [first, second] = pair.clusters.map((name) => findManifest(topology, drCluster, name));
      if (first === undefined || second === undefined || told.has(second)) continue;
      told.add(second);
      yield* compare(second, first);
    }
  },
});

interface Entry {
  readonly index: number;
  readonly text: string;
  readonly range: IpRange;
}

function* compare(cluster: Manifest, other: Manifest): Iterable<Problem> {
  const others = entriesOf(other);
  for (const entry of entriesOf(cluster)) {
    const twin = others.find(({ range }) => overlaps(range, entry.range));
    if (twin === undefined) continue;
    yield {
      manifest: cluster,
      path: [...field, entry.index],
      message: `${nameOf(cluster)} has addresses of ${entry.text} in common with ${quoted(twin.text)} of ${nameOf(other)}`,
      label: 'fenced together with the other cluster',
      related: [{ manifest: other, path: [...field, twin.index], message: 'the other cluster of the pair' }],
      help: "list each cluster's own nodes only",
    };
  }
}

function entriesOf({ object }: Manifest): readonly Entry[] {
  const cidrs = getAt(object, field);
  return (isArray(cidrs) ? cidrs : []).flatMap((text, index) => {
    const range = typeof text === 'string' ? parseCidr(text) : undefined;
    return range === undefined || typeof text !== 'string' ? [] : [{ index, text, range }];
  });
}
