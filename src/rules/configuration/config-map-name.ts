import { configMap } from '../../kinds/config-map.ts';
import { ramenKey } from '../../model/annotations.ts';
import { getString } from '../../model/field-path.ts';
import { annotationOf } from '../../model/live-object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const names: ReadonlySet<string> = new Set([ramenKey.hubConfigName, ramenKey.clusterConfigName]);

export const configMapName = defineRule({
  id: 'config-map-name',
  severity: 'error',
  summary: "A ConfigMap holds Ramen's configuration under a name that Ramen does not read.",
  page: () => ({
    why: `The operators read \`${ramenKey.hubConfigName}\` on the hub and \`${ramenKey.clusterConfigName}\` on the clusters, in
their own namespace. Another ConfigMap with the same key inside is accepted by the server and read by nobody.`,
    fix: 'Rename the ConfigMap.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go'],
    invalid: [
      {
        title: 'A word is missing in the name',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-config # finding
  namespace: ramen-system
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
    valid: [
      {
        title: 'The name that the operator reads',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
      {
        title: 'For a tool, not for a cluster',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-defaults
  namespace: ramen-system
  annotations: { config.kubernetes.io/local-config: "true" }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const manifest of manifestsOf(topology, configMap)) {
      if (names.has(manifest.key.name) || manifest.key.name === '') continue;
      const text = getString(manifest.object, ['data', ramenKey.configKey]);
      const isLocal = annotationOf(manifest.object, 'config.kubernetes.io/local-config') === 'true';
      if (text !== undefined && !isLocal) yield problem(manifest, text, topology);
    }
  },
});

function problem(manifest: Manifest, text: string, topology: Topology): Problem {
  const right = rightName(manifest.key.name, text);
  const taken =
    right === undefined ? undefined : findManifest(topology, configMap, right, manifest.key.namespace);
  const help =
    right === undefined
      ? `name it ${ramenKey.hubConfigName} for the hub, or ${ramenKey.clusterConfigName} for the clusters`
      : `name it ${right}`;
  return {
    manifest,
    path: ['metadata', 'name'],
    message: `${nameOf(manifest)} holds Ramen's configuration, but no operator reads a ConfigMap named ${quoted(manifest.key.name)}`,
    label: right === undefined ? 'read by nobody' : `must be ${right}`,
    ...(taken === undefined
      ? {}
      : { related: [{ manifest: taken, path: ['metadata', 'name'], message: 'this one is read' }] }),
    help: taken === undefined ? help : `remove it, or merge it into ${right}`,
    ...(right === undefined || taken !== undefined
      ? {}
      : { fix: { type: 'set', path: ['metadata', 'name'], value: right } as const }),
  };
}

/** Which of the two was meant, where the name or the text says so. */
function rightName(name: string, text: string): string | undefined {
  if (/ramenControllerType:\s*["']?dr-hub/.test(text)) return ramenKey.hubConfigName;
  if (/ramenControllerType:\s*["']?dr-cluster/.test(text)) return ramenKey.clusterConfigName;
  if (!name.includes('ramen')) return undefined;
  const [isHub, isCluster] = [/\bhub\b/.test(name), /\bcluster\b/.test(name)];
  if (isHub === isCluster) return undefined;
  return isHub ? ramenKey.hubConfigName : ramenKey.clusterConfigName;
}
