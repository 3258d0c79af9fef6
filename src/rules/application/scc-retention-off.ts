import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const flag = 'retainNamespaceSCCAcrossPeers';

export const sccRetentionOff = defineRule({
  id: 'scc-retention-off',
  severity: 'error',
  summary:
    "A DRPlacementControl wants the namespace's security context kept, but Ramen's configuration forbids it.",
  page: () => ({
    why: `With \`retainNamespaceSCCAcrossPeers: true\` the namespace on the other cluster gets the same ranges of user and group
ids, so that the volumes stay readable there. Where the configuration of the hub says \`false\`, Ramen answers such a
DRPlacementControl with an error in place of protecting it.`,
    fix: 'Set both to the same value.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go',
    ],
    invalid: [
      {
        title: 'Wanted here, forbidden there',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
# ramen-sync-ignore false-not-durable: the loop applies it again
retainNamespaceSCCAcrossPeers: false
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  retainNamespaceSCCAcrossPeers: true # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'Wanted, and allowed',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
retainNamespaceSCCAcrossPeers: true
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  retainNamespaceSCCAcrossPeers: true
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    const off = topology.ramenConfigs.find(({ role, value }) => role === 'hub' && value[flag] === false);
    if (off === undefined) return;
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      if (getAt(drpc.object, ['spec', flag]) !== true) continue;
      yield {
        manifest: drpc,
        path: ['spec', flag],
        message: `${nameOf(drpc)} sets ${flag}, which Ramen's configuration forbids`,
        label: 'forbidden by the configuration',
        related: [{ manifest: off.manifest, within: off, path: [flag], message: 'forbidden here' }],
        help: 'set both to the same value',
      };
    }
  },
});
