import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { similarName } from '../similar-name.ts';
import { nameOf, quoted } from '../wording.ts';

const prefix = 'drplacementcontrol.ramendr.openshift.io/';

/** What people set: on or off. */
const switches: readonly string[] = [
  'is-cg-enabled',
  'is-submariner-enabled',
  'use-volsync-for-pvc-protection',
  'enable-diff',
  'do-not-delete-pvc',
];

/** What Ramen itself writes, and the namespace that people may. */
const others: readonly string[] = [
  'app-namespace',
  'destination-cluster',
  'dr-action-count',
  'drpc-name',
  'drpc-namespace',
  'drpc-uid',
  'last-action',
  'last-app-deployment-cluster',
  'test-failover-dryrun',
];

export const annotationNotRead = defineRule({
  id: 'annotation-not-read',
  severity: 'warning',
  summary: 'An annotation for Ramen is misspelt, or has a value that Ramen does not read.',
  page: () => ({
    why: `Ramen compares its annotations letter by letter, with \`"true"\` and \`"false"\`. Anything else is as if it were not
there: volumes are protected in another way than the file says, and nothing tells.`,
    fix: 'Correct the key, or write `"true"` or `"false"`.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/util/cephfs_cg.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go',
    ],
    invalid: [
      {
        title: 'A letter is missing',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: shop
  annotations:
    drplacementcontrol.ramendr.openshift.io/is-submarine-enabled: "false" # finding
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'Neither true nor false',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: shop
  annotations:
    drplacementcontrol.ramendr.openshift.io/use-volsync-for-pvc-protection: "True" # finding
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'As Ramen reads it',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: shop
  annotations:
    drplacementcontrol.ramendr.openshift.io/use-volsync-for-pvc-protection: "true"
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const annotations = getAt(drpc.object, ['metadata', 'annotations']);
      if (!isObject(annotations)) continue;
      for (const [key, value] of Object.entries(annotations)) {
        if (key.startsWith(prefix)) yield* judge(drpc, key, value);
      }
    }
  },
});

function* judge(drpc: Manifest, key: string, value: unknown): Iterable<Problem> {
  const name = key.slice(prefix.length);
  const path = ['metadata', 'annotations', key];
  if (switches.includes(name)) {
    if (value === 'true' || value === 'false' || typeof value !== 'string') return;
    yield {
      manifest: drpc,
      path,
      message: `${nameOf(drpc)} sets ${name} to ${quoted(value)}, which Ramen reads as not set`,
      label: 'must be "true" or "false"',
      help: /^true$/i.test(value) ? 'write "true"' : 'write "true" or "false"',
    };
    return;
  }
  const meant = others.includes(name) ? undefined : similarName(name, [...switches, ...others]);
  if (meant === undefined) return;
  yield {
    manifest: drpc,
    path,
    part: 'key',
    message: `${nameOf(drpc)} has an annotation ${name}, which Ramen does not read`,
    label: 'unknown to Ramen',
    help: `write ${prefix}${meant}`,
  };
}
