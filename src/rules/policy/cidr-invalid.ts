import { drCluster } from '../../kinds/dr-cluster.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { parseAddress, parseCidr } from '../../topology/ip-ranges.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 'cidrs'];

export const cidrInvalid = defineRule({
  id: 'cidr-invalid',
  severity: 'error',
  summary: 'A DRCluster lists something that is no CIDR.',
  page: () => ({
    why: `Ramen asks Go for each entry whether it is a network: address, slash, prefix length. One that is not makes the whole
DRCluster invalid, and its policies with it. A single address needs \`/32\`, or \`/128\` for IPv6.`,
    fix: 'Write the network with its prefix length.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go'],
    invalid: [
      {
        title: 'An address without a mask, and one that does not exist',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  cidrs:
    - 192.0.2.0/28
    - 192.0.2.77 # finding
    - 192.0.2.256/32 # finding
`,
      },
    ],
    valid: [
      {
        title: 'Networks',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  cidrs: [192.0.2.0/28, 192.0.2.77/32, "2001:db8::/64"]
`,
      },
    ],
  }),
  *check(topology) {
    for (const cluster of manifestsOf(topology, drCluster)) {
      const cidrs = getAt(cluster.object, field);
      for (const [index, text] of (isArray(cidrs) ? cidrs : []).entries()) {
        if (typeof text !== 'string' || parseCidr(text) !== undefined) continue;
        const bare = parseAddress(text);
        yield {
          manifest: cluster,
          path: [...field, index],
          message: `${nameOf(cluster)} lists ${quoted(text)} in cidrs, which is no network`,
          label: bare === undefined ? 'no CIDR' : 'a prefix length is missing',
          ramen: `invalid CIDRs format specified [${text}]`,
          help:
            bare === undefined
              ? 'write address, slash and prefix length, as 192.0.2.0/28'
              : `write ${text}/${bare.version === 4 ? 32 : 128} for this one address, or the network with its prefix length`,
        };
      }
    }
  },
});
