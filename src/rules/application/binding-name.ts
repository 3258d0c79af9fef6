import { managedClusterSetBinding } from '../../kinds/managed-cluster-set-binding.ts';
import { getString } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const bindingName = defineRule({
  id: 'binding-name',
  severity: 'error',
  summary: 'A ManagedClusterSetBinding is not named as the set that it binds.',
  page: () => ({
    why: `OCM refuses such a binding, so that a namespace has at most one for each set. The Placements of the namespace then
have no clusters to choose from.`,
    fix: 'Give the binding the name of its `clusterSet`.',
    links: [
      'https://github.com/open-cluster-management-io/api/blob/main/cluster/v1beta2/types_managedclustersetbinding.go',
    ],
    invalid: [
      {
        title: 'Two names',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata:
  name: shop # finding
  namespace: shop
spec: { clusterSet: east-west }
`,
      },
    ],
    valid: [
      {
        title: 'One name',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata:
  name: east-west
  namespace: shop
spec: { clusterSet: east-west }
`,
      },
    ],
  }),
  *check(topology) {
    for (const binding of manifestsOf(topology, managedClusterSetBinding)) {
      const set = getString(binding.object, ['spec', 'clusterSet']) ?? '';
      if (set === '' || set === binding.key.name) continue;
      yield {
        manifest: binding,
        path: ['metadata', 'name'],
        message: `${nameOf(binding)} binds cluster set ${quoted(set)}, but has another name`,
        label: `must be ${set}`,
        related: [{ manifest: binding, path: ['spec', 'clusterSet'], message: 'the set' }],
        ramen: 'The ManagedClusterSetBinding must have the same name as the target ManagedClusterSet',
        help: `name it ${set}`,
      };
    }
  },
});
