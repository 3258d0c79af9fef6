import { placement } from '../../kinds/placement.ts';
import { placementRule } from '../../kinds/placement-rule.ts';
import { subscription } from '../../kinds/subscription.ts';
import { getString } from '../../model/field-path.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { listed, nameOf, quoted } from '../wording.ts';

const path = ['spec', 'placement', 'placementRef', 'name'];

export const subscriptionPlacementMissing = defineRule({
  id: 'subscription-placement-missing',
  severity: 'error',
  summary: 'A Subscription follows a Placement that is not in its namespace.',
  page: () => ({
    why: `OCM deploys the application where the Placement of that name decides. Without it the application is deployed nowhere;
and where Ramen moves another Placement, the application does not move with its volumes.`,
    fix: 'Name the Placement that the DRPlacementControl of the application refers to.',
    links: [
      'https://github.com/open-cluster-management-io/multicloud-operators-subscription/blob/main/pkg/apis/apps/v1/subscription_types.go',
    ],
    invalid: [
      {
        title: 'Another name',
        yaml: `apiVersion: apps.open-cluster-management.io/v1
kind: Subscription
metadata: { name: cart, namespace: shop }
spec:
  channel: shop/git
  placement:
    placementRef:
      kind: Placement
      name: cart-placement # finding
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: { name: cart, namespace: shop }
spec: { numberOfClusters: 1 }
`,
      },
    ],
    valid: [
      {
        title: 'The Placement beside it',
        yaml: `apiVersion: apps.open-cluster-management.io/v1
kind: Subscription
metadata: { name: cart, namespace: shop }
spec:
  channel: shop/git
  placement:
    placementRef:
      kind: Placement
      name: cart
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: { name: cart, namespace: shop }
spec: { numberOfClusters: 1 }
`,
      },
    ],
  }),
  *check(topology) {
    const subscriptions = manifestsOf(topology, subscription);
    if (subscriptions.length === 0) return;
    const names = placementNames(topology);
    for (const each of subscriptions) {
      const name = getString(each.object, path) ?? '';
      const neighbours = names.get(each.key.namespace ?? '') ?? [];
      const found = [placement, placementRule].some(
        (kind) => findManifest(topology, kind, name, each.key.namespace) !== undefined,
      );
      if (name === '' || isPlaceholder(name) || found) continue;
      // Where no Placement of the namespace is kept here, this one need not be either.
      const isKeptHere = neighbours.length > 0;
      const hidden = unseen(topology, { kind: placement.kind, name, isKeptHere });
      if (hidden !== undefined) {
        yield hidden;
        continue;
      }
      const meant = similarName(name, neighbours) ?? (neighbours.length === 1 ? neighbours[0] : undefined);
      yield {
        manifest: each,
        path,
        message: `${nameOf(each)} follows Placement ${quoted(name)}, which is not in namespace ${each.key.namespace ?? ''}`,
        label: 'no Placement of this name',
        help:
          meant === undefined
            ? `the Placements of the namespace are ${listed(neighbours)}`
            : `write ${meant}${describeDifference(name, meant)}`,
      };
    }
  },
});

/** By namespace. */
function placementNames(topology: Topology): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { key } of [placement, placementRule].flatMap((kind) => manifestsOf(topology, kind))) {
    const group = names.get(key.namespace ?? '');
    if (group === undefined) names.set(key.namespace ?? '', [key.name]);
    else group.push(key.name);
  }
  return names;
}
