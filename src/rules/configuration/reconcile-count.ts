import { getLoose } from '../../topology/loose-get.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

const field = ['maxConcurrentReconciles'];
const MANY = 1000;

export const reconcileCount = defineRule({
  id: 'reconcile-count',
  severity: 'warning',
  summary: 'maxConcurrentReconciles does not mean what it says.',
  page: () => ({
    why: `Zero or less counts as one: every application of the hub waits for every other, in a failover of many most of all. A
number in the thousands is more than any hub answers to at a time.`,
    fix: "Leave the key out; Ramen's default is 50.",
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
    ],
    invalid: [
      {
        title: 'Zero',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
maxConcurrentReconciles: 0 # finding
`,
      },
    ],
    valid: [
      {
        title: 'A number',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
maxConcurrentReconciles: 20
`,
      },
    ],
  }),
  fixable: true,
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      const count = getLoose(config.value, field);
      if (typeof count !== 'number' || (count >= 1 && count <= MANY)) continue;
      yield {
        ...configSpot(config, field),
        message: `${configName(config)} has maxConcurrentReconciles ${count}${count < 1 ? ', which counts as 1' : ''}`,
        label: count < 1 ? 'counts as 1' : 'very many',
        help: 'leave it out: the default is 50',
        fix: { type: 'remove', path: field },
      };
    }
  },
});
