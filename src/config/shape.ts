import { riskClasses } from '../model/plan.ts';

/** What `ramen-sync.yaml` may hold. `schemas/config.schema.json` says the same for editors; a test compares the two. */
export type Shape =
  | { readonly type: 'text' }
  | { readonly type: 'flag' }
  | { readonly type: 'count' }
  | { readonly type: 'word'; readonly words: readonly string[] }
  | { readonly type: 'level' }
  | { readonly type: 'list'; readonly of: Shape }
  | { readonly type: 'names'; readonly of: Shape }
  | {
      readonly type: 'map';
      readonly keys: Readonly<Record<string, Shape>>;
      readonly required: readonly string[];
    };

const text: Shape = { type: 'text' };
const flag: Shape = { type: 'flag' };

const access = { kubeconfig: text, context: text, inCluster: flag };

export const configShape: Shape = map(
  {
    apiVersion: { type: 'word', words: ['ramen-sync.io/v1alpha1'] },
    kind: { type: 'word', words: ['Config'] },
    hub: map({ ...access, id: text }),
    managedClusters: list(map({ name: text, ...access, id: text }, ['name'])),
    sources: list(map({ path: text, clusters: list(text), kustomize: flag }, ['path'])),
    ramen: map({
      flavour: { type: 'word', words: ['kubernetes', 'openshift'] },
      mode: { type: 'word', words: ['hub', 'manual'] },
      operatorNamespace: text,
      clusterOperatorNamespace: text,
      opsNamespace: text,
    }),
    rules: { type: 'names', of: { type: 'level' } },
    gates: map({
      maxRisk: { type: 'word', words: riskClasses },
      removals: map({ max: { type: 'count' } }),
    }),
    takeOver: list(text),
  },
  ['apiVersion', 'kind'],
);

function map(keys: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape {
  return { type: 'map', keys, required };
}

function list(of: Shape): Shape {
  return { type: 'list', of };
}
