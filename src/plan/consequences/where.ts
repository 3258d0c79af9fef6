import type { Consequence } from '../../model/plan.ts';
import type { Situation } from '../situation.ts';

export function stays(cluster: string): Consequence {
  return { code: 'workload-stays', text: `workload stays on ${cluster}` };
}

/** From where it runs, or ran last, to `to`. */
export function moves(situation: Situation | undefined, to: string): readonly Consequence[] {
  const from = situation?.runsOn;
  if (from === undefined)
    return [{ code: 'workload-moves', text: `workload moves to ${to}` }, whereUnknown(situation)];
  if (situation?.nowhere)
    return [
      {
        code: 'workload-moves',
        text: `workload starts on ${to}: it runs nowhere now, and was on ${from} last`,
      },
    ];
  return [{ code: 'workload-moves', text: `workload moves ${from} -> ${to}` }];
}

export function whereUnknown(situation: Situation | undefined): Consequence {
  const why = situation === undefined ? [] : whatIsMissing(situation);
  return {
    code: 'unknown',
    text: `where it runs is unknown${why.length === 0 ? '' : `: ${why.join(', ')}`}`,
  };
}

function whatIsMissing({ decisions, vrgs, views, works }: Situation): readonly string[] {
  const silent = [...views, ...vrgs].flatMap(([name, sight]) =>
    sight.seen === 'unreadable' ? [`${name} does not answer`] : [],
  );
  return [
    ...(decisions === undefined ? ['its PlacementDecision cannot be read'] : []),
    ...(decisions?.length === 0 ? ['no decision names a cluster'] : []),
    ...[...new Set(silent)].sort(),
    ...(works === undefined ? ['its ManifestWorks cannot be read'] : []),
  ];
}
