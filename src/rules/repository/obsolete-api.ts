import { kindOf } from '../../kinds/registry.ts';
import type { Manifest } from '../../model/manifest.ts';
import { isOfGroup } from '../../model/object-ref.ts';
import { defineRule, type Problem } from '../define-rule.ts';

/** Versions that are no longer served anywhere, or never were, and what to write. By group and version, then kind. */
const gone: Readonly<Record<string, { readonly kinds?: readonly string[]; readonly now: string }>> = {
  'cluster.open-cluster-management.io/v1alpha1': {
    kinds: ['Placement', 'PlacementDecision'],
    now: 'cluster.open-cluster-management.io/v1beta1',
  },
  'snapshot.storage.k8s.io/v1alpha1': { now: 'snapshot.storage.k8s.io/v1' },
  'snapshot.storage.k8s.io/v1beta1': { now: 'snapshot.storage.k8s.io/v1' },
  'storage.k8s.io/v1beta1': { kinds: ['StorageClass'], now: 'storage.k8s.io/v1' },
};

const ramenGroup = 'ramendr.openshift.io';
const ramenVersion = `${ramenGroup}/v1alpha1`;

export const obsoleteApi = defineRule({
  id: 'obsolete-api',
  severity: 'error',
  summary: 'An object asks for a version of an API that no cluster serves.',
  page: () => ({
    why: `Ramen has one version of its API, \`v1alpha1\`. Older and other versions stand in old examples and in what language
models write; the API server answers that there is no such kind.`,
    fix: 'Write the version that is served.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/groupversion_info.go',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
    ],
    invalid: [
      {
        title: 'A version that never was',
        yaml: `apiVersion: ramendr.openshift.io/v1 # finding
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
      {
        title: 'A version that is no more',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1alpha1 # finding
kind: Placement
metadata: { name: cart, namespace: shop }
spec: { numberOfClusters: 1 }
`,
      },
    ],
    valid: [
      {
        title: 'The one version of Ramen',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const manifest of topology.manifests) {
      const { apiVersion, kind } = manifest.key;
      const now = served(apiVersion, kind);
      if (now !== undefined && now !== apiVersion) yield problem(manifest, now);
    }
  },
});

/** Undefined where nothing is known to be wrong. A plain RamenConfig is read by no server, in any version. */
function served(apiVersion: string, kind: string): string | undefined {
  if (isOfGroup(apiVersion, ramenGroup)) {
    return kind !== 'RamenConfig' && kindOf(apiVersion, kind) !== undefined ? ramenVersion : undefined;
  }
  const version = Object.hasOwn(gone, apiVersion) ? gone[apiVersion] : undefined;
  return version?.kinds?.includes(kind) === false ? undefined : version?.now;
}

function problem(manifest: Manifest, now: string): Problem {
  const { apiVersion, kind } = manifest.key;
  return {
    manifest,
    path: ['apiVersion'],
    message: `${kind} ${manifest.key.name} asks for ${apiVersion}, which no cluster serves`,
    label: 'not served',
    ramen: `no matches for kind "${kind}" in version "${apiVersion}"`,
    help: `write ${now}`,
    fix: { type: 'set', path: ['apiVersion'], value: now },
  };
}
