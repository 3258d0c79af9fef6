import { describe, expect, it } from 'vitest';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import type { Config } from '../model/config.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { buildTopology } from './build-topology.ts';
import { manifestsOf, type UnreadText } from './topology.ts';
import { vrgNamespaces } from './vrg-namespace.ts';

const config: Config = {
  hub: {},
  managedClusters: [],
  sources: [],
  ramen: {
    flavour: 'kubernetes',
    operatorNamespace: 'ramen-system',
    clusterOperatorNamespace: 'ramen-system',
    opsNamespace: 'ramen-ops',
    mode: 'hub',
  },
  rules: {},
  gates: { removals: { max: 1 } },
  takeOver: [],
};

function namespaceOf(documents: readonly string[], unread: readonly UnreadText[] = []): string | undefined {
  const { manifests } = parseFile({ path: 'a.yaml', text: documents.join('---\n') });
  const topology = buildTopology(manifests, config, unread);
  const [first] = manifestsOf(topology, drPlacementControl);
  return first === undefined ? 'no DRPlacementControl' : vrgNamespaces(topology)(first);
}

const drpc = (namespace: string, annotations = '{}') =>
  `apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRPlacementControl\nmetadata: { name: cart, namespace: ${namespace}, annotations: ${annotations} }\nspec: { placementRef: { name: cart } }\n`;
const placementRule = `apiVersion: apps.open-cluster-management.io/v1\nkind: PlacementRule\nmetadata: { name: cart, namespace: openshift-gitops }\nspec: { schedulerName: ramen }\n`;
const applicationSet = (destination: string, name = 'set') =>
  `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: { name: ${name}, namespace: argocd }\nspec:\n  generators: [{ clusterDecisionResource: { labelSelector: { matchLabels: { cluster.open-cluster-management.io/placement: cart } } } }]\n  template: { spec: { destination: { namespace: ${destination} } } }\n`;

describe('where an application runs', () => {
  it.each([
    ['beside its Placement', [drpc('shop')], 'shop'],
    ['where its ApplicationSet deploys to', [drpc('argocd'), applicationSet('shop')], 'shop'],
    ['whatever namespace the ApplicationSet is in', [drpc('web'), applicationSet('shop')], 'shop'],
    [
      'nobody knows, where two say different things',
      [drpc('argocd'), applicationSet('a'), applicationSet('b', 'other')],
      undefined,
    ],
    ['nobody knows, where it is a template', [drpc('argocd'), applicationSet('"{{ name }}"')], undefined],
    ['nobody knows, where Argo CD may follow the Placement', [drpc('openshift-gitops')], undefined],
    [
      'with a PlacementRule beside it, even there',
      [drpc('openshift-gitops'), placementRule],
      'openshift-gitops',
    ],
    [
      'where Ramen noted it',
      [
        drpc('argocd', '{ drplacementcontrol.ramendr.openshift.io/app-namespace: old }'),
        applicationSet('shop'),
      ],
      'old',
    ],
  ])('%s', (_, documents, expected) => {
    expect(namespaceOf(documents)).toBe(expected);
  });

  it('is not guessed where an ApplicationSet may stand in text that nobody could read', () => {
    expect(
      namespaceOf([drpc('shop')], [{ file: 'x.yaml', text: 'kind: [ApplicationSet, cart' }]),
    ).toBeUndefined();
  });
});
