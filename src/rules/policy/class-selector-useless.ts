import { getAt } from '../../model/field-path.ts';
import { isArray, isObject } from '../../model/json.ts';
import { policyPairs } from '../../topology/policy-pairs.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const classSelectorUseless = defineRule({
  id: 'class-selector-useless',
  severity: 'warning',
  summary: 'A class selector of a DRPolicy is not looked at.',
  page: () => ({
    why: `For shared storage (Metro) Ramen looks for no replication or snapshot class. And of \`replicationClassSelector\` it reads
\`matchLabels\` alone: with \`matchExpressions\` every class matches. Both fields are immutable, so what is misleading stays.`,
    fix: 'Leave the selector out for Metro; use `matchLabels` otherwise.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_volrep.go'],
    invalid: [
      {
        title: 'A Metro policy with a selector, and expressions',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec:
  schedulingInterval: ""
  drClusters: [dr1, dr2]
  volumeSnapshotClassSelector: { matchLabels: { velero.io/csi-volumesnapshot-class: "true" } } # finding
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr3, dr4]
  replicationClassSelector:
    matchExpressions: # finding
      - { key: tier, operator: In, values: [gold] }
`,
      },
    ],
    valid: [
      {
        title: 'Nothing to select',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec:
  schedulingInterval: ""
  drClusters: [dr1, dr2]
  replicationClassSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    for (const { policy, interval } of policyPairs(topology)) {
      for (const field of ['replicationClassSelector', 'volumeSnapshotClassSelector']) {
        const path = ['spec', field];
        const selector = getAt(policy.object, path);
        if (!isObject(selector)) continue;
        if (interval === '' && Object.values(selector).some(isFilled)) {
          yield {
            manifest: policy,
            path,
            message: `${nameOf(policy)} is for Metro and has ${field}, which Ramen does not look at there`,
            label: 'not looked at',
            help: `leave ${field} out; it cannot be changed once it is applied`,
          };
        } else if (field === 'replicationClassSelector' && isFilled(selector.matchExpressions)) {
          yield {
            manifest: policy,
            path: [...path, 'matchExpressions'],
            part: 'key',
            message: `${nameOf(policy)} has matchExpressions in ${field}, of which Ramen reads matchLabels only`,
            label: 'not looked at',
            help: 'use matchLabels; it cannot be changed once it is applied',
          };
        }
      }
    }
  },
});

function isFilled(value: unknown): boolean {
  return isArray(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0;
}
