import { kindOf } from '../kinds/registry.ts';
import { ramenKey } from '../model/annotations.ts';
import type { Config } from '../model/config.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { declaredObject } from '../plan/desired-object.ts';
import { clustersFor } from '../topology/manifest-clusters.ts';
import { isEncrypted } from '../topology/secrets.ts';
import type { DesiredObject } from '../topology/topology.ts';
import { dumpYaml } from '../yaml/dump-yaml.ts';
import type { LintForPlanDeps } from './lint-for-plan.ts';
import { readRepository } from './read-repository.ts';

/** One object of a repository on one cluster. */
export interface DeclaredObject {
  readonly cluster: string;
  readonly object: JsonObject;
  /** Applied by ramen-sync. Else somebody else's: another engine's, or a person's. */
  readonly isOurs: boolean;
}

/** What a sandbox needs to know of a repository to stand for its clusters. */
export interface RehearsalGround {
  readonly managedClusters: readonly string[];
  readonly operatorNamespace: string;
  readonly declared: readonly DeclaredObject[];
}

export async function readRehearsalGround(
  config: Config,
  { files, kustomize }: LintForPlanDeps,
): Promise<RehearsalGround> {
  const render = kustomize === undefined ? {} : { render: { kustomize, readFile: files.readFile } };
  const { topology } = await readRepository({ config }, { files, ...render });
  const ours = new Set(topology.objects.map(({ manifest }) => manifest));
  const clustersOf = clustersFor(topology);
  return {
    managedClusters: topology.managedClusters,
    operatorNamespace: config.ramen.operatorNamespace,
    declared: [
      ...topology.objects.map((desired) => ({
        cluster: desired.ref.cluster,
        object: declaredObject(asObject(desired), desired.ref.namespace),
        isOurs: true,
      })),
      ...topology.manifests
        .filter((manifest) => !ours.has(manifest) && isMadeByOthers(manifest))
        .flatMap((manifest) =>
          clustersOf(manifest).map((cluster) => ({ cluster, object: manifest.object, isOurs: false })),
        ),
    ],
  };
}

/** Ramen's configuration may be written plainly; on the cluster it stands in a ConfigMap. */
function asObject({ manifest: { object }, ramenConfig }: DesiredObject): JsonObject {
  if (ramenConfig?.spelling !== 'document') return object;
  const { name } = ramenConfig.key;
  const data = { [ramenKey.configKey]: dumpYaml(ramenConfig.value) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** Not what operators make, nor what is addressed to ramen-sync, nor what nobody can read. */
function isMadeByOthers(manifest: Manifest): boolean {
  const role = kindOf(manifest.key.apiVersion, manifest.key.kind)?.role;
  return (role === undefined || role === 'referenced') && !isEncrypted(manifest);
}
