import type { Config } from '../../model/config.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { configName } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';

export const configMapNamespace = defineRule({
  id: 'config-map-namespace',
  severity: 'error',
  summary: "Ramen's configuration is in a namespace where no operator runs.",
  page: () => ({
    why: `Each operator reads its ConfigMap in its own namespace: \`ramen-system\` where Ramen was installed by kustomize,
\`openshift-operators\` on an OpenShift hub, \`openshift-dr-system\` on OpenShift's managed clusters. In another namespace
nobody reads it.`,
    fix: 'Correct `metadata.namespace`. Where your operator runs in a namespace of its own, say so in `ramen-sync.yaml`: `ramen.operatorNamespace`.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go'],
    invalid: [
      {
        title: 'default',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-hub-operator-config
  namespace: default # finding
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
    valid: [
      {
        title: 'The namespace of the operator',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
      {
        title: 'The namespace of the operator on OpenShift',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: openshift-operators }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
  }),
  *check({ ramenConfigs, config }) {
    for (const document of ramenConfigs) {
      const { namespace } = document.manifest.key;
      if (namespace !== undefined && isWrong(document.role, namespace, config)) {
        yield problem(document, namespace, config);
      }
    }
  },
});

/** Where OLM installs the operators on OpenShift. Ramen: internal/controller/drclusters.go. */
const openshift = { hub: 'openshift-operators', cluster: 'openshift-dr-system' };
/** Namespaces where no operator of Ramen runs. */
const strange: ReadonlySet<string> = new Set([
  'default',
  'kube-system',
  'kube-public',
  'openshift-dr-ops',
  'ramen-ops',
  'velero',
]);

function isWrong(role: 'hub' | 'cluster', namespace: string, { file, ramen }: Config): boolean {
  const wanted = role === 'hub' ? ramen.operatorNamespace : ramen.clusterOperatorNamespace;
  if (namespace === wanted) return false;
  // The flavour may simply not be configured.
  if (namespace === openshift[role] && ramen.flavour === 'kubernetes') return false;
  const ofTheOther = namespace === openshift[role === 'hub' ? 'cluster' : 'hub'];
  return file !== undefined || ofTheOther || strange.has(namespace);
}

function problem(document: RamenConfigDocument, namespace: string, { ramen }: Config): Problem {
  const isHub = document.role === 'hub';
  const wanted = isHub ? ramen.operatorNamespace : ramen.clusterOperatorNamespace;
  const setting = isHub ? 'operatorNamespace' : 'clusterOperatorNamespace';
  return {
    manifest: document.manifest,
    path: ['metadata', 'namespace'],
    message: `${configName(document)} is not in the namespace of the operator, which is ${wanted}`,
    label: 'no operator reads it here',
    help: `write ${wanted}; where the operator runs in ${namespace}, set ramen.${setting} in ramen-sync.yaml`,
  };
}
