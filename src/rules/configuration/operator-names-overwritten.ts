import { declaredText } from '../../topology/config-flags.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { quoted } from '../wording.ts';

export const operatorNamesOverwritten = defineRule({
  id: 'operator-names-overwritten',
  severity: 'warning',
  summary: "A name of the clusters' operator is set where the hub writes its own.",
  page: () => ({
    why: `At each start the hub sets channel, package, namespace, catalog and version of the operator on the clusters: from its
own OLM Subscription where it has one, otherwise to its defaults. What stands in Git for them lives until then, and an
operator may meanwhile be installed from the wrong place.`,
    fix: "Leave the key out. To install another version, change the hub's own Subscription.",
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusters.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
    ],
    invalid: [
      {
        title: 'A channel of its own',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  deploymentAutomationEnabled: true
  channelName: stable-4.19 # finding
`,
      },
    ],
    valid: [
      {
        title: 'What the hub writes itself',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  deploymentAutomationEnabled: true
  channelName: alpha
  namespaceName: ramen-system
`,
      },
    ],
  }),
  fixable: true,
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) if (config.role === 'hub') yield* checkConfig(config);
  },
});

function* checkConfig(config: RamenConfigDocument): Iterable<Problem> {
  const namespace = config.key.namespace ?? '';
  for (const [key, usual] of Object.entries(usualNames(namespace))) {
    const path = ['drClusterOperator', key];
    const declared = declaredText(config, path);
    if (declared === undefined || declared === usual) continue;
    yield {
      ...configSpot(config, path),
      message: `${configName(config)} has ${key} ${quoted(declared)}, which the hub overwrites when it starts`,
      label: 'overwritten at each start',
      help: `leave ${key} out: it follows the hub's own Subscription, else it is ${usual}`,
      fix: { type: 'remove', path },
    };
  }
}

/** What the hub writes. On OpenShift the names follow its Subscription, which may be any. */
function usualNames(namespace: string): Readonly<Record<string, string>> {
  if (namespace === 'openshift-operators') return { namespaceName: 'openshift-dr-system' };
  return {
    channelName: 'alpha',
    packageName: 'ramen-dr-cluster-operator',
    namespaceName: namespace,
    catalogSourceName: 'ramen-catalog',
    catalogSourceNamespaceName: namespace,
    clusterServiceVersionName: 'ramen-dr-cluster-operator.v0.0.1',
  };
}
