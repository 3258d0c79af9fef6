import type { LiveObject } from '../../model/live-object.ts';
import type { Consequence } from '../../model/plan.ts';
import type { Situation } from '../situation.ts';
import { falseGreen, troubleAround } from './false-green.ts';

/** A green that is not believed, or a cluster that is lost, beside whatever is about to change. */
export function greenConsequences(live: LiveObject, situation: Situation): readonly Consequence[] {
  const around = troubleAround(live, situation).map(({ code, text }) => ({ code, text }));
  const doubted = falseGreen(live, situation).map(({ health, text }) => {
    if (health === 'Failed') return { code: 'false-green', text: `its green is false: ${text}` };
    return health === 'InProgress'
      ? { code: 'early-green', text: `its green is early: ${text}` }
      : { code: 'unknown', text };
  });
  return [...around, ...doubted];
}
