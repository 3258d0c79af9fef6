import { expect, it } from 'vitest';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import type { JsonObject } from '../../model/json.ts';
import type { GateInput } from './define-gate.ts';
import { otherEngine } from './other-engine.ts';

it.each<[engine: string, metadata: JsonObject]>([
  ['Argo CD (Application shop)', { labels: { 'argocd.argoproj.io/instance': 'shop' } }],
  [
    'Flux (HelmRelease apps/cart)',
    { labels: { 'helm.toolkit.fluxcd.io/name': 'cart', 'helm.toolkit.fluxcd.io/namespace': 'apps' } },
  ],
  [
    'Open Cluster Management (Subscription shop/cart)',
    { annotations: { 'apps.open-cluster-management.io/hosting-subscription': 'shop/cart' } },
  ],
  [
    'Open Cluster Management (ManifestWork shop-work)',
    { ownerReferences: [{ kind: 'AppliedManifestWork', name: 'shop-work' }] },
  ],
])('knows %s, and that it makes anew what is deleted', (engine, metadata) => {
  expect(otherEngine.judge(removal(metadata))?.message).toBe(
    `DRPlacementControl shop/cart is managed by ${engine}, which would make it anew`,
  );
});

it('takes marks that many tools share for nothing', () => {
  const labels = { 'app.kubernetes.io/instance': 'shop', 'argocd.argoproj.io/managed-by': 'argocd' };
  expect(otherEngine.judge(removal({ labels }))).toBeUndefined();
});

function removal(metadata: JsonObject): GateInput {
  const live = { metadata };
  return {
    ref: { cluster: 'hub', apiVersion: 'v1', kind: 'DRPlacementControl', namespace: 'shop', name: 'cart' },
    kind: drPlacementControl,
    name: 'shop/cart',
    operation: 'remove',
    live,
    wanted: live,
    before: {},
    after: {},
    risk: 'ends-protection',
    paths: [],
    situation: undefined,
    maxRisk: undefined,
    configuredClusters: [],
  };
}
