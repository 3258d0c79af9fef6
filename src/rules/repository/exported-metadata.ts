import { kinds as allKinds } from '../../kinds/registry.ts';
import { type FieldPath, formatPath } from '../../model/field-path.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

/** The API server's own bookkeeping, as `kubectl get -o yaml` prints it. */
const bookkeeping: readonly string[] = [
  'creationTimestamp',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** What Ramen writes on DRPlacementControls and Placements. Ramen: internal/controller/drplacementcontrol.go. */
const notes: readonly string[] = [
  'dr-action-count',
  'drpc-name',
  'drpc-namespace',
  'last-action',
  'last-app-deployment-cluster',
  'test-failover-dryrun',
].map((key) => `drplacementcontrol.ramendr.openshift.io/${key}`);

export const exportedMetadata = defineRule({
  id: 'exported-metadata',
  severity: 'warning',
  summary: 'A manifest carries what the API server or Ramen wrote on the live object.',
  page: () => ({
    why: `Such a manifest was copied from a cluster. A resourceVersion makes a later apply fail as outdated, a uid makes it fail
on a cluster that was built anew, an owner that is not there lets the garbage collector delete the object, and Ramen's notes tell where the application last ran: put back from Git after a
failover, they tell it wrongly, and Ramen believes them. \`apply\` of ramen-sync leaves those notes out; other tools write them.`,
    fix: 'Remove the lines.',
    links: [
      'https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go',
    ],
    invalid: [
      {
        title: 'Copied from the hub',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: shop
  uid: 5f0c7f3e-7d0c-4a54-9a5e-2f2f4d1a9d11 # finding
  annotations:
    drplacementcontrol.ramendr.openshift.io/last-app-deployment-cluster: dr1 # finding
    team: shop
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
status: # finding
  phase: Deployed
`,
      },
    ],
    valid: [
      {
        title: 'What Git wants, and nothing else',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: shop
  annotations:
    team: shop
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'What generators leave empty does no harm',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m, creationTimestamp: null }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
status: {}
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const manifest of kinds.flatMap((kind) => manifestsOf(topology, kind)).filter(mayBeExported)) {
      for (const path of copiedFields(manifest)) {
        const isNote = path.length === 3 || path[1] === 'ownerReferences';
        yield {
          manifest,
          path,
          part: 'key',
          message: `${nameOf(manifest)} carries ${formatPath(path)}, which ${isNote ? 'Ramen' : 'the API server'} writes`,
          label: 'not for Git',
          help: 'remove it',
          fix: { type: 'remove', path },
        };
      }
    }
  },
});

const kinds = allKinds.filter(({ role }) => role === 'applied' || role === 'manual-mode');

const written: ReadonlySet<string> = new Set([...bookkeeping, ...notes]);

/** Most objects have nothing of it, and need no list made to say so. */
function mayBeExported({ object: { metadata, status } }: Manifest): boolean {
  if (status !== undefined) return true;
  if (!isObject(metadata)) return false;
  for (const key of Object.keys(metadata)) if (written.has(key)) return true;
  return isObject(metadata.annotations) && Object.keys(metadata.annotations).some((key) => written.has(key));
}

function copiedFields({ object }: Manifest): readonly FieldPath[] {
  const { metadata, status } = object;
  const fields = isObject(metadata) ? bookkeeping.filter((key) => !isEmpty(metadata[key])) : [];
  const annotations = isObject(metadata) ? metadata.annotations : undefined;
  const written = isObject(annotations) ? notes.filter((key) => !isEmpty(annotations[key])) : [];
  return [
    ...fields.map((key) => ['metadata', key]),
    ...written.map((key) => ['metadata', 'annotations', key]),
    ...(isEmpty(status) ? [] : [['status']]),
  ];
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
