import { getString } from '../../model/field-path.ts';
import { isTrueNow, primariesOf, type Situation } from '../situation.ts';
import { defineGate, type GateInput, isApplication, startsRelocate } from './define-gate.ts';

/** A relocation is planned work: it starts only when everything is known to be well. */
export const relocatePreflight = defineGate({
  id: 'relocate-preflight',
  summary: 'A relocation would start without everything known to be well.',
  why: `Ramen takes the application down first, and then waits silently for whatever is missing: an unreachable cluster, a peer that is
not ready, protection that has not completed. A relocation that starts then is an outage without an end.
(Ramen: internal/controller/drplacementcontrol.go, RunRelocate.) This gate fails closed: what cannot be read blocks.`,
  appliesTo: (input) => isApplication(input) && startsRelocate(input) && input.operation === 'update',
  judge: (input) => {
    const problems = findProblems(input);
    if (problems.length === 0) return undefined;
    return {
      message: `${input.name} is not ready to relocate to ${input.after.preferredCluster ?? 'no cluster'}: ${problems.join('; ')}`,
      help: 'mend these first; an emergency is a Failover, not a Relocate',
    };
  },
});

function findProblems(input: GateInput): readonly string[] {
  const { situation, live, after } = input;
  if (situation === undefined || live === undefined) return ['its state cannot be read'];
  const target = after.preferredCluster;
  if (target === undefined) return ['preferredCluster is missing'];
  const problems: string[] = [];
  if (situation.policyClusters.length === 0) problems.push('its policy cannot be read');
  else if (!situation.policyClusters.includes(target))
    problems.push(`its policy has ${situation.policyClusters.join(' and ')}`);
  if (situation.runsOn === target) return problems;
  if (!isTrueNow(live, 'PeerReady')) problems.push('PeerReady is not True for this generation');
  for (const name of situation.policyClusters)
    problems.push(...clusterProblems(situation, name, input.configuredClusters));
  if (input.configuredClusters.length > 0 && primariesOf(situation.vrgs).length !== 1) {
    problems.push(`${primariesOf(situation.vrgs).length} VolumeReplicationGroups are primary instead of one`);
  }
  return problems;
}

function clusterProblems(
  situation: Situation,
  name: string,
  configured: readonly string[],
): readonly string[] {
  const drCluster = situation.drClusters.get(name);
  if (drCluster === undefined) return [`DRCluster ${name} cannot be read`];
  const problems = isTrueNow(drCluster, 'Validated')
    ? []
    : [`DRCluster ${name} is not Validated, so its S3 store may not answer`];
  if (configured.length === 0) return problems;
  const sight = situation.vrgs.get(name);
  if (sight === undefined) return [...problems, `cluster ${name} is not configured`];
  if (sight.seen === 'unreadable') return [...problems, `cluster ${name} does not answer: ${sight.why}`];
  if (sight.seen === 'absent') return [...problems, `there is no VolumeReplicationGroup on ${name}`];
  if (getString(sight.vrg, ['spec', 'replicationState']) !== 'primary') return problems;
  const unhealthy = ['DataReady', 'ClusterDataProtected'].filter((type) => !isTrueNow(sight.vrg, type));
  return unhealthy.length === 0 ? problems : [...problems, `${unhealthy.join(' and ')} on ${name} not True`];
}
