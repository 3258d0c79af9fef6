import { getLoose } from '../../topology/loose-get.ts';
import { changedHubConfigs } from '../changed-configs.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineChangeRule, type RepositoryChange } from '../define-rule.ts';

const path = ['ramenOpsNamespace'];

export const opsNamespaceChanged = defineChangeRule({
  id: 'ops-namespace-changed',
  severity: 'warning',
  summary: 'The namespace of discovered applications changes.',
  page: () => ({
    why: `\`ramenOpsNamespace\` says in which namespace a DRPlacementControl may protect other namespaces. Those in the old one lose
that right: Ramen refuses \`protectedNamespaces\` there, so that none of them can fail over any more, and their
VolumeReplicationGroups, which live in a namespace of that name on every cluster, do not move. A DRPlacementControl cannot
change its namespace.`,
    fix: `Write the old namespace back while there is a DRPlacementControl in it.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'Another name',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
ramenOpsNamespace: ramen-ops
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
ramenOpsNamespace: dr-ops # finding
`,
      },
    ],
    valid: [
      {
        title: 'The default, written out',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
leaderElection: { leaderElect: true }
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
leaderElection: { leaderElect: true }
ramenOpsNamespace: ramen-ops
`,
      },
    ],
  }),
  *check(change) {
    for (const { before, after } of changedHubConfigs(change)) {
      const [then, now] = [before, after].map(({ value }) => nameIn(getLoose(value, path), change));
      if (then === now) continue;
      yield {
        ...configSpot(after, path),
        message: `${configName(after)} changes ramenOpsNamespace from ${then} at ${change.commit} to ${now}: DRPlacementControls in ${then} may protect no other namespace any more`,
        label: `was ${then}`,
        help: `write ${then} again while a DRPlacementControl is in it`,
      };
    }
  },
});

function nameIn(value: ReturnType<typeof getLoose>, { after }: RepositoryChange): string {
  return typeof value === 'string' && value !== '' ? value : after.config.ramen.opsNamespace;
}
