import { defineGate, isApplication } from './define-gate.ts';

/** preferredCluster alone never moves an application: it only breaks its protection. */
export const preferredWithoutRelocate = defineGate({
  id: 'preferred-without-relocate',
  summary: 'preferredCluster would point away from the workload without a Relocate.',
  why: `Ramen moves an application home only with action Relocate. Pointed elsewhere without it, preferredCluster leaves the
DRPlacementControl in Deploying/CreatingMW with Available and Protected False, and makes the next clearing of an action
dangerous. (Ramen: internal/controller/drplacementcontrol.go, RunInitialDeployment; seen on running operators.)`,
  appliesTo: (input) =>
    isApplication(input) &&
    input.operation === 'update' &&
    input.before.preferredCluster !== input.after.preferredCluster &&
    input.after.action !== 'Relocate',
  judge: ({ situation, after, name }) => {
    if (situation?.runsOn !== undefined && situation.runsOn === after.preferredCluster) return undefined;
    const where =
      situation?.runsOn === undefined ? 'nobody can tell where it runs' : `it runs on ${situation.runsOn}`;
    return {
      message: `preferredCluster of ${name} would be ${after.preferredCluster ?? 'absent'} without a Relocate, but ${where}`,
      help: `to move it, set action: Relocate together with preferredCluster; to stay, set preferredCluster to the true location`,
    };
  },
});
