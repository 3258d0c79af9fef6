import { intervalSeconds, policyPairs } from '../../topology/policy-pairs.ts';
import { readStorage } from '../../topology/storage-classes.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 'schedulingInterval'];

export const intervalLeadingZero = defineRule({
  id: 'interval-leading-zero',
  severity: 'warning',
  summary: 'The interval of a DRPolicy begins with a zero.',
  page: () => ({
    why: `Ramen compares the interval with the one of the replication classes letter by letter: \`05m\` and \`5m\` are two. Somebody
will write the class without the zero, and the policy cannot be changed any more.`,
    fix: 'Leave the zero out.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go'],
    invalid: [
      {
        title: '05m',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 05m # finding
`,
      },
    ],
    valid: [
      {
        title: '5m',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 5m
`,
      },
    ],
  }),
  *check(topology) {
    const storage = readStorage(topology);
    for (const { policy, clusters, interval } of policyPairs(topology)) {
      if (interval === undefined || !interval.startsWith('0') || (intervalSeconds(interval) ?? 0) === 0)
        continue;
      const classes = clusters.flatMap((name) => storage.get(name)?.replicationClasses ?? []);
      if (classes.some((candidate) => candidate.interval === interval)) continue;
      const right = interval.replace(/^0+/, '');
      yield {
        manifest: policy,
        path: field,
        message: `${nameOf(policy)} has interval ${quoted(interval)}; a replication class with ${quoted(right)} does not match it`,
        label: `write ${right}`,
        help: `write ${right}; it cannot be changed once it is applied`,
      };
    }
  },
});
