import { declaredFlag } from '../../topology/config-flags.ts';
import { getLoose } from '../../topology/loose-get.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

const field = ['kubeObjectProtection', 'veleroNamespaceName'];

export const veleroNamespaceEmpty = defineRule({
  id: 'velero-namespace-empty',
  severity: 'warning',
  summary: 'Kube object protection is on, but the namespace of Velero is empty.',
  page: () => ({
    why: `Ramen sends Velero the credentials of the stores only where it knows its namespace. With an empty one no Secret is made
there, and the objects of an application cannot be captured.`,
    fix: 'Write the namespace: `velero`, or `openshift-adp` on OpenShift. Or disable kube object protection.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy.go'],
    invalid: [
      {
        title: 'Empty',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
kubeObjectProtection:
  veleroNamespaceName: "" # finding
`,
      },
    ],
    valid: [
      {
        title: 'Disabled',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
kubeObjectProtection: { disabled: true, veleroNamespaceName: "" }
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      if (getLoose(config.value, field) !== '') continue;
      if (declaredFlag(config, ['kubeObjectProtection', 'disabled']) === true) continue;
      yield {
        ...configSpot(config, field),
        message: `${configName(config)} has an empty veleroNamespaceName: Velero gets no credentials`,
        label: 'empty',
        help: 'write velero, or openshift-adp on OpenShift; or set kubeObjectProtection.disabled: true',
      };
    }
  },
});
