import { getString, setAt } from '../../../model/field-path.ts';
import { isObject, type JsonObject } from '../../../model/json.ts';
import { dumpYaml } from '../../../yaml/dump-yaml.ts';
import { encode } from '../config/go-types.ts';
import { configKey, isSet, type RamenConfig } from '../config/ramen-config.ts';
import { ramenConfigType } from '../config/ramen-config-type.ts';
import { createdByRamen } from '../metadata.ts';

/**
 * What the ManifestWork `ramen-dr-cluster` carries: rights for OCM's agent, and with deploymentAutomationEnabled the whole
 * dr-cluster operator with a copy of the hub's configuration. (Ramen: internal/controller/drclusters.go.)
 */
export function agentManifests(config: RamenConfig): readonly JsonObject[] {
  const automated = isSet(config, ['drClusterOperator', 'deploymentAutomationEnabled']);
  return automated ? [...roles, ...operatorManifests(config)] : roles;
}

const edit = ['create', 'get', 'list', 'update', 'delete'];

const roles: readonly JsonObject[] = [
  role('volrepgroup-edit', 'ramendr.openshift.io', ['volumereplicationgroups'], edit),
  role('mmode-edit', 'ramendr.openshift.io', ['maintenancemodes'], edit),
  role('drclusterconfig-edit', 'ramendr.openshift.io', ['drclusterconfigs'], edit),
  role('networkfence-edit', 'csiaddons.openshift.io', ['networkfences'], [...edit, 'watch']),
  role('recipe-edit', 'ramendr.openshift.io', ['recipes'], edit.slice(0, -1)),
];

function role(
  name: string,
  apiGroup: string,
  resources: readonly string[],
  verbs: readonly string[],
): JsonObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {
      name: `open-cluster-management:klusterlet-work-sa:agent:${name}`,
      labels: { 'open-cluster-management.io/aggregate-to-work': 'true', ...createdByRamen },
    },
    rules: [{ apiGroups: [apiGroup], resources, verbs }],
  };
}

function operatorManifests(config: RamenConfig): readonly JsonObject[] {
  const named = (field: string, otherwise: string): string =>
    getString(config.value, ['drClusterOperator', field]) || otherwise;
  const namespace = named('namespaceName', config.namespace);
  const ops = getString(config.value, ['ramenOpsNamespace']) ?? '';
  const namespaces = [...new Set([ops, namespace])].filter((name) => name !== '');
  const packageName = named('packageName', 'ramen-dr-cluster-operator');
  return [
    ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    role('olm-edit', 'operators.coreos.com', ['operatorgroups', 'subscriptions'], edit),
    {
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OperatorGroup',
      metadata: { name: 'ramen-operator-group', namespace },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'ramen-dr-cluster-operator-config', namespace, labels: createdByRamen },
      data: { [configKey]: copyOf(config) },
    },
    {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      metadata: { name: 'ramen-dr-cluster-subscription', namespace },
      spec: {
        source: named('catalogSourceName', 'ramen-catalog'),
        sourceNamespace: named('catalogSourceNamespaceName', config.namespace),
        name: packageName,
        channel: named('channelName', 'alpha'),
        startingCSV: named('clusterServiceVersionName', `${packageName}.v0.0.1`),
        installPlanApproval: 'Automatic',
      },
    },
  ];
}

/** The hub's own, with another name to elect a leader by. Without leaderElection Ramen follows a nil pointer there. */
function copyOf(config: RamenConfig): string {
  if (!isObject(config.value.leaderElection)) {
    throw new Error('runtime error: invalid memory address or nil pointer dereference');
  }
  const path = ['leaderElection', 'resourceName'];
  return dumpYaml(
    encode(ramenConfigType, setAt(config.value, path, 'dr-cluster.ramendr.openshift.io')) ?? {},
  );
}
