import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const failoverToPreferred = defineRule({
  id: 'failover-to-preferred',
  severity: 'warning',
  summary: 'A failover goes to the cluster where the application is at home already.',
  page: () => ({
    why: `Ramen compares the two with nothing. Where the application runs on its preferred cluster, such a failover ends at
once and moves nothing; on the day of the disaster it stays on the lost cluster. A test failover is refused. After a
finished failover the two may be the same for a while: then the action has done its work.`,
    fix: 'Name the other cluster of the policy. After a finished failover remove `action`, in the same change or later.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go'],
    invalid: [
      {
        title: 'From dr1 to dr1',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  preferredCluster: dr1
  failoverCluster: dr1 # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'A test failover onto production',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  dryRun: true
  preferredCluster: dr1
  failoverCluster: dr1 # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'From dr1 to dr2',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  preferredCluster: dr1
  failoverCluster: dr2
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'Without an action the target is only remembered',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr2
  failoverCluster: dr2
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      if (getAt(drpc.object, ['spec', 'action']) !== 'Failover') continue;
      const target = getAt(drpc.object, ['spec', 'failoverCluster']);
      const preferred = getAt(drpc.object, ['spec', 'preferredCluster']);
      if (typeof target !== 'string' || target === '' || target !== preferred) continue;
      const isTest = getAt(drpc.object, ['spec', 'dryRun']) === true;
      yield {
        manifest: drpc,
        path: ['spec', 'failoverCluster'],
        message: `${nameOf(drpc)} ${isTest ? 'tests a failover' : 'fails over'} to ${quoted(target)}, its preferred cluster`,
        label: 'the preferred cluster',
        related: [{ manifest: drpc, path: ['spec', 'preferredCluster'], message: 'preferred here' }],
        ...(isTest
          ? { ramen: `dryRun failover target cannot be the same as current deployment cluster: ${target}` }
          : {}),
        help: isTest
          ? 'name the other cluster of the policy'
          : 'name the other cluster of the policy, or remove action where the failover is finished',
      };
    }
  },
});
