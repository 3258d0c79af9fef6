import { primariesOf } from '../situation.ts';
import { defineGate, isApplication, removesAction } from './define-gate.ts';

/** Without an action Ramen deploys on preferredCluster, wherever the data is. */
export const implicitDeployment = defineGate({
  id: 'implicit-deployment',
  summary: 'Ramen would deploy the application where it does not run.',
  why: `A DRPlacementControl without action means: initial deployment on preferredCluster. Created or left so while the workload
runs elsewhere, Ramen moves the placement to preferredCluster, where the application starts on empty volumes, and the
volume that held the data is deleted with the application there.
(Ramen: internal/controller/drplacementcontrol.go, RunInitialDeployment; seen on running operators.)`,
  appliesTo: (input) =>
    isApplication(input) &&
    input.after.action === undefined &&
    (input.operation === 'create' || removesAction(input)),
  judge: (input) => {
    const { situation, after, name } = input;
    const help =
      'set preferredCluster to where the workload runs, or keep the action in Git (ramen-sync adopt writes it back)';
    const runsOn = situation?.runsOn;
    const primaries = situation === undefined ? [] : primariesOf(situation.vrgs);
    if (runsOn === undefined && primaries.length === 0) {
      if (situation !== undefined && input.operation === 'create') return undefined;
      return { message: `nobody can tell where ${name} runs`, help };
    }
    const home = after.preferredCluster ?? 'no cluster';
    if (runsOn !== undefined && runsOn !== after.preferredCluster) {
      return {
        message: `${name} runs on ${runsOn}; without an action Ramen would deploy it on ${home}, on empty volumes`,
        help,
      };
    }
    const elsewhere = primaries.filter((cluster) => cluster !== after.preferredCluster);
    if (elsewhere.length === 0) return undefined;
    return {
      message: `the VolumeReplicationGroup of ${name} on ${elsewhere.join(' and ')} is still primary; without an action Ramen would deploy on ${home} and leave it so`,
      help: `keep the action in Git until ${elsewhere.join(' and ')} has become secondary`,
    };
  },
});
