import type { JsonObject } from '../model/json.ts';
import { dumpYaml } from '../yaml/dump-yaml.ts';

/** A kubeconfig with one context for each cluster; the first one is current. */
export function renderKubeconfig(urls: ReadonlyMap<string, string>, token: string): string {
  const names = [...urls.keys()];
  const config: JsonObject = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: names.map((name) => ({ name, cluster: { server: urls.get(name) ?? '' } })),
    users: [{ name: 'sandbox', user: { token } }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'sandbox' } })),
    'current-context': names[0] ?? '',
  };
  return dumpYaml(config);
}
