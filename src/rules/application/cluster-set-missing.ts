import { managedClusterSet } from '../../kinds/managed-cluster-set.ts';
import { managedClusterSetBinding } from '../../kinds/managed-cluster-set-binding.ts';
import { getString } from '../../model/field-path.ts';
import { findManifest, manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { listed, nameOf, quoted } from '../wording.ts';

const path = ['spec', 'clusterSet'];

/** OCM makes these itself. */
const builtIn: readonly string[] = ['default', 'global'];

export const clusterSetMissing = defineRule({
  id: 'cluster-set-missing',
  severity: 'warning',
  summary: 'A ManagedClusterSetBinding binds a cluster set that is not in the repository.',
  page: () => ({
    why: `The repository keeps ManagedClusterSets, but not this one. A binding to a set that does not exist is accepted and
binds nothing: the Placements of the namespace choose from no clusters.`,
    fix: 'Correct the name, or add the ManagedClusterSet.',
    links: [
      'https://github.com/open-cluster-management-io/api/blob/main/cluster/v1beta2/types_managedclustersetbinding.go',
    ],
    invalid: [
      {
        title: 'A set with a similar name',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSet
metadata: { name: east-west }
---
apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata: { name: eastwest, namespace: shop }
spec:
  clusterSet: eastwest # finding
`,
      },
    ],
    valid: [
      {
        title: 'The set that is there, and one that OCM makes',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSet
metadata: { name: east-west }
---
apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata: { name: east-west, namespace: shop }
spec:
  clusterSet: east-west
---
apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata: { name: default, namespace: shop }
spec:
  clusterSet: default
`,
      },
    ],
  }),
  *check(topology) {
    const sets = manifestsOf(topology, managedClusterSet);
    if (sets.length === 0) return;
    for (const binding of manifestsOf(topology, managedClusterSetBinding)) {
      const name = getString(binding.object, path) ?? '';
      if (name === '' || builtIn.includes(name) || isPlaceholder(name)) continue;
      if (findManifest(topology, managedClusterSet, name) !== undefined) continue;
      const hidden = unseen(topology, { kind: managedClusterSet.kind, name, isKeptHere: true });
      if (hidden !== undefined) {
        yield hidden;
        continue;
      }
      const names = sets.map(({ key }) => key.name);
      const meant = similarName(name, names);
      yield {
        manifest: binding,
        path,
        message: `${nameOf(binding)} binds cluster set ${quoted(name)}, which is not in this repository`,
        label: 'no ManagedClusterSet of this name',
        help:
          meant === undefined
            ? `the sets here are ${listed(names)}`
            : `write ${meant}${describeDifference(name, meant)}`,
      };
    }
  },
});
