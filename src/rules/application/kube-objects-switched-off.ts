import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject } from '../../model/json.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const flag = ['kubeObjectProtection', 'disabled'];

export const kubeObjectsSwitchedOff = defineRule({
  id: 'kube-objects-switched-off',
  severity: 'warning',
  summary: "A DRPlacementControl wants its objects captured, but Ramen's configuration switches that off.",
  page: () => ({
    why: `With \`kubeObjectProtection.disabled: true\` in its configuration Ramen captures no objects, whatever a
DRPlacementControl says, and tells nobody. After a failover only the volumes are there.`,
    fix: 'Remove `disabled` from the configuration, or `kubeObjectProtection` from the DRPlacementControl.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_kubeobjects.go'],
    invalid: [
      {
        title: 'Asked for, and switched off',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
kubeObjectProtection:
  disabled: true
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection: # finding
    captureInterval: 30m
`,
      },
    ],
    valid: [
      {
        title: 'Asked for, and possible',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
kubeObjectProtection:
  veleroNamespaceName: velero
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection:
    captureInterval: 30m
`,
      },
    ],
  }),
  *check(topology) {
    const off = topology.ramenConfigs.find(
      ({ role, value }) => role === 'hub' && getAt(value, flag) === true,
    );
    if (off === undefined) return;
    const path = ['spec', 'kubeObjectProtection'];
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      if (!isObject(getAt(drpc.object, path))) continue;
      yield {
        manifest: drpc,
        path,
        part: 'key',
        message: `${nameOf(drpc)} asks for kubeObjectProtection, which Ramen's configuration switches off`,
        label: 'has no effect',
        related: [{ manifest: off.manifest, within: off, path: flag, message: 'switched off here' }],
        help: 'remove one of the two',
      };
    }
  },
});
