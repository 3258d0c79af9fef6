import { getString, removeAt, setAt } from '../../model/field-path.ts';
import { type JsonObject, jsonEquals } from '../../model/json.ts';
import { configKey, findHubConfigMap, hubConfigMap } from './config/ramen-config.ts';
import { rewriteConfig } from './config/rewrite-config.ts';
import type { RamenContext } from './context.ts';
import { startDrClusters } from './dr-cluster/start-dr-clusters.ts';
import { startDrPolicies } from './dr-policy/start-dr-policies.ts';
import { type Drpcs, startDrpcs } from './drpc/start-drpcs.ts';
import type { HubController } from './hub-controller.ts';
import { backupLabel, listOf, namespaceOf, withMetadata } from './metadata.ts';

/** Ramen's process on the hub: its controllers, and what it does to its configuration when it starts. */
export interface HubOperator {
  /** As a rollout of its Deployment does. */
  restart(): void;
  /** Why it does not run: it ends as soon as it has read its configuration, and is started again and again. */
  crash(): string | undefined;
  vrgChanged(namespace: string, name: string): void;
  /** Look at everything again. */
  resume(): void;
  stop(): void;
}

/** Where Kubernetes runs it by default; on OpenShift its ConfigMap stands in another namespace. */
const usualNamespace = 'ramen-system';

export function startHubOperator(context: RamenContext): HubOperator {
  const { hub } = context.world;
  let drpcs = startDrpcs(context);
  let parts = controllersWith(drpcs);
  let crash: string | undefined;
  let cancel = (): void => {};

  function stop(): void {
    cancel();
    for (const part of parts) part.stop();
    parts = [];
  }

  function boot(): void {
    crash = readConfiguration();
    if (crash !== undefined) {
      cancel = context.world.after(context.pace.retry, boot);
      return;
    }
    drpcs = startDrpcs(context);
    parts = controllersWith(drpcs);
  }

  /** All controllers of the process. */
  function controllersWith(started: Drpcs): readonly HubController[] {
    return [started, startDrClusters(context), startDrPolicies(context)];
  }

  /** Written back over the defaults; where there is none, one without a single S3 profile is made. */
  function readConfiguration(): string | undefined {
    const found = findHubConfigMap(hub);
    const namespace = found === undefined ? usualNamespace : namespaceOf(found);
    const text = rewriteConfig(getString(found, ['data', configKey]) ?? '', 'hub', namespace);
    if (text === undefined) return `${configKey} of ConfigMap ${namespace}/${hubConfigMap} cannot be read`;
    if (found === undefined) hub.create(newConfigMap(namespace, text), 'manager');
    else {
      const labelled = withMetadata(disowned(found), 'labels', backupLabel);
      const rewritten = setAt(labelled, ['data', configKey], text);
      if (!jsonEquals(rewritten, found)) hub.update(rewritten, 'manager');
    }
    return undefined;
  }

  return {
    restart: () => {
      stop();
      boot();
    },
    crash: () => crash,
    vrgChanged: (namespace, name) => {
      if (parts.length > 0) drpcs.vrgChanged(namespace, name);
    },
    resume: () => {
      for (const part of parts) part.addAll();
    },
    stop,
  };
}

/** OLM no longer counts it as its own, and so does not delete it with an upgrade. (Ramen: disownOLMManagedConfigMap.) */
function disowned(map: JsonObject): JsonObject {
  const owners = listOf(map, ['metadata', 'ownerReferences']);
  const kept = owners.filter((each) => !getString(each, ['apiVersion'])?.startsWith('operators.coreos.com/'));
  const unlabelled = ['olm.managed', 'operators.coreos.com/odr-hub-operator.openshift-operators'].reduce(
    (each, label) => removeAt(each, ['metadata', 'labels', label]),
    map,
  );
  if (kept.length === owners.length) return unlabelled;
  return kept.length === 0
    ? removeAt(unlabelled, ['metadata', 'ownerReferences'])
    : setAt(unlabelled, ['metadata', 'ownerReferences'], kept);
}

function newConfigMap(namespace: string, text: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: hubConfigMap, namespace, labels: backupLabel },
    data: { [configKey]: text },
  };
}
