import type { JsonObject } from '../model/json.ts';
import { dumpYaml } from '../yaml/dump-yaml.ts';

/** Of a cluster in a sandbox's kubeconfig: where a second terminal finds the rehearsal's hand. */
export const handExtension = 'sandbox.ramen-sync.io/hand';

/** A kubeconfig with one context for each cluster; the first one is current. `hand`: the URL of the rehearsal's hand. */
export function renderKubeconfig(urls: ReadonlyMap<string, string>, token: string, hand?: string): string {
  const names = [...urls.keys()];
  const extensions =
    hand === undefined ? {} : { extensions: [{ name: handExtension, extension: { url: hand } }] };
  const config: JsonObject = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: names.map((name, index) => ({
      name,
      cluster: { server: urls.get(name) ?? '', ...(index === 0 ? extensions : {}) },
    })),
    users: [{ name: 'sandbox', user: { token } }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'sandbox' } })),
    'current-context': names[0] ?? '',
  };
  return dumpYaml(config);
}
