import { getString } from '../../model/field-path.ts';
import { listNames, type NeighbourApplication } from '../neighbours.ts';
import { answerOf, primaryClusters, replicationOf, vrgOn } from '../situation.ts';
import type { GateInput } from './define-gate.ts';

/** What stands on the cluster whose fencing changes. */
export interface FencedSide {
  readonly cluster: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Undefined: the hub could not be read. */
  readonly applications: readonly NeighbourApplication[] | undefined;
  readonly answers: ReturnType<typeof answerOf>;
}

export function fencedSide(input: GateInput): FencedSide {
  const applications = input.neighbours?.applications;
  const cluster = input.ref.name;
  const answers = (applications ?? []).map(({ situation }) => answerOf(situation, cluster));
  return {
    cluster,
    before: getString(input.live, ['spec', 'clusterFence']),
    after: getString(input.wanted, ['spec', 'clusterFence']),
    applications,
    answers: answers.find((answer) => answer !== 'unknown') ?? 'unknown',
  };
}

export function isFenceChange(input: GateInput): boolean {
  if (input.kind.kind !== 'DRCluster' || input.operation === 'remove') return false;
  const side = fencedSide(input);
  return side.before !== side.after;
}

export function isFenced(fence: string | undefined): boolean {
  return fence === 'Fenced' || fence === 'ManuallyFenced';
}

/** Names of the applications that run on the cluster, or that nobody can place. */
export function runningThere({ applications, cluster }: FencedSide): readonly string[] {
  return (applications ?? []).flatMap(({ name, situation }) =>
    situation.runsOn === undefined || situation.runsOn === cluster ? [name] : [],
  );
}

/** What the cluster still holds, in words: who would write there besides the cluster on which an application runs. */
export function describeGroups({ applications, cluster }: FencedSide): string {
  if (applications === undefined) return 'which applications it holds cannot be read';
  if (applications.length === 0) return 'no application is under its policies';
  const groups = new Map<string, string[]>();
  for (const { name, situation } of applications) {
    const word = describeGroup(situation, cluster);
    groups.set(word, [...(groups.get(word) ?? []), name]);
  }
  return [...groups].map(([word, names]) => `${listNames(names)} ${word}`).join('; ');
}

function describeGroup(situation: NeighbourApplication['situation'], cluster: string): string {
  const sight = situation.vrgs.get(cluster);
  const where = situation.runsOn === undefined ? 'nobody knows where' : `on ${situation.runsOn}`;
  if (sight?.seen === 'unreadable') return `runs ${where}, and its state on ${cluster} cannot be read`;
  const order = replicationOf(vrgOn(situation, cluster));
  if (order === undefined) return `runs ${where} and has nothing on ${cluster}`;
  const twice = order === 'primary' && situation.runsOn !== cluster;
  if (twice || primaryClusters(situation).length > 1)
    return `runs ${where} and is still primary on ${cluster}, so both would write`;
  return order === 'primary' ? `runs on ${cluster}` : `runs ${where} and is secondary on ${cluster}`;
}
