import { getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { defineGate } from './define-gate.ts';

/** Two engines that manage one object undo each other for ever. */
export const otherEngine = defineGate({
  id: 'other-engine',
  summary: 'Another GitOps engine manages the same object.',
  why: `Argo CD, Flux and Open Cluster Management put back what their own source says, and prune what it no longer has: beside
ramen-sync each would undo the other, and one that takes the action away in the middle of a failover, or makes a deleted application anew, loses data. The object
itself tells who manages it: Argo CD's tracking id or instance label, Flux's labels of a Kustomization or HelmRelease, a
Subscription's hosting annotation, the owner reference of a ManifestWork. Taking equal values under management passes.
(Argo CD: util/argo/resource_tracking.go. Flux: kustomize-controller and helm-controller, post-renderers.)`,
  appliesTo: (input) => input.operation !== 'create' && input.risk !== 'cosmetic' && input.live !== undefined,
  judge: ({ live, name, ref, operation }) => {
    const engine = live === undefined ? undefined : findEngine(live);
    if (engine === undefined) return undefined;
    return {
      message: `${ref.kind} ${name} is managed by ${engine.who}, which would ${operation === 'remove' ? 'make it anew' : 'put back what ramen-sync changes'}`,
      help: engine.handOver,
    };
  },
  examples: [
    {
      title: 'Argo CD tracks it',
      live: "DRPlacementControl shop/cart: { metadata: { annotations: { argocd.argoproj.io/tracking-id: 'shop:ramendr.openshift.io/DRPlacementControl:shop/cart' } } }",
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
      stops: {
        message:
          'DRPlacementControl shop/cart is managed by Argo CD (Application shop), which would put back what ramen-sync changes',
        help: "hand it over: annotate it argocd.argoproj.io/sync-options: Prune=false, take it out of the Application's source, then remove the annotation argocd.argoproj.io/tracking-id",
      },
    },
    {
      title: 'Flux applies it',
      live: 'DRPlacementControl shop/cart: { metadata: { labels: { kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: flux-system } } }',
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
      stops: {
        message:
          'DRPlacementControl shop/cart is managed by Flux (Kustomization flux-system/apps), which would put back what ramen-sync changes',
        help: "hand it over: annotate it kustomize.toolkit.fluxcd.io/prune: disabled, take it out of the Kustomization's source, then remove its kustomize.toolkit.fluxcd.io labels",
      },
    },
    {
      title: 'Flux has let it go',
      live: 'DRPlacementControl shop/cart: { metadata: { annotations: { kustomize.toolkit.fluxcd.io/reconcile: disabled }, labels: { kustomize.toolkit.fluxcd.io/name: apps } } }',
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
    },
  ],
});

interface Engine {
  readonly who: string;
  readonly handOver: string;
}

function findEngine(live: LiveObject): Engine | undefined {
  return (
    argo(live) ??
    flux(live, 'kustomize', 'Kustomization') ??
    flux(live, 'helm', 'HelmRelease') ??
    acm(live) ??
    work(live)
  );
}

function argo(live: LiveObject): Engine | undefined {
  const tracking = annotation(live, 'argocd.argoproj.io/tracking-id');
  const application = tracking?.split(':')[0] ?? label(live, 'argocd.argoproj.io/instance');
  if (application === undefined) return undefined;
  const mark =
    tracking === undefined
      ? 'the label argocd.argoproj.io/instance'
      : 'the annotation argocd.argoproj.io/tracking-id';
  return {
    who: `Argo CD (Application ${application})`,
    handOver: `hand it over: annotate it argocd.argoproj.io/sync-options: Prune=false, take it out of the Application's source, then remove ${mark}`,
  };
}

/** Flux leaves alone what says so itself. */
function flux(live: LiveObject, controller: 'kustomize' | 'helm', kind: string): Engine | undefined {
  const group = `${controller}.toolkit.fluxcd.io`;
  const name = label(live, `${group}/name`);
  if (name === undefined || annotation(live, `${group}/reconcile`) === 'disabled') return undefined;
  const namespace = label(live, `${group}/namespace`);
  return {
    who: `Flux (${kind} ${namespace === undefined ? '' : `${namespace}/`}${name})`,
    handOver:
      controller === 'kustomize'
        ? `hand it over: annotate it ${group}/prune: disabled, take it out of the Kustomization's source, then remove its ${group} labels`
        : `hand it over: annotate it helm.sh/resource-policy: keep, take it out of the chart, then remove its ${group} labels`,
  };
}

function acm(live: LiveObject): Engine | undefined {
  const subscription = annotation(live, 'apps.open-cluster-management.io/hosting-subscription');
  if (subscription === undefined) return undefined;
  return {
    who: `Open Cluster Management (Subscription ${subscription})`,
    handOver:
      'hand it over: annotate it apps.open-cluster-management.io/do-not-delete: "true", take it out of the Subscription\'s source, then remove its hosting annotation',
  };
}

function work(live: LiveObject): Engine | undefined {
  const owners = getAt(live, ['metadata', 'ownerReferences']);
  const owner = (isArray(owners) ? owners : []).find(
    (candidate) => isObject(candidate) && candidate.kind === 'AppliedManifestWork',
  );
  if (owner === undefined) return undefined;
  return {
    who: `Open Cluster Management (ManifestWork ${getString(owner, ['name']) ?? ''})`,
    handOver:
      'change it on the hub, where the ManifestWork comes from; or hand it over: spec.deleteOption.propagationPolicy: Orphan on the ManifestWork, then delete the work',
  };
}

function annotation(live: LiveObject, key: string): string | undefined {
  return getString(live, ['metadata', 'annotations', key]);
}

function label(live: LiveObject, key: string): string | undefined {
  return getString(live, ['metadata', 'labels', key]);
}
