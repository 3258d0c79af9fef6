import type { LiveObject } from '../../model/live-object.ts';
import type { Consequence } from '../../model/plan.ts';
import type { Situation } from '../situation.ts';
import { falseGreen } from './false-green.ts';

/** A green that is not believed, beside whatever is about to change. */
export function greenConsequences(live: LiveObject, situation: Situation): readonly Consequence[] {
  return falseGreen(live, situation).map(({ health, text }) => {
    if (health === 'Failed') return { code: 'false-green', text: `its green is false: ${text}` };
    return health === 'InProgress'
      ? { code: 'early-green', text: `its green is early: ${text}` }
      : { code: 'unknown', text };
  });
}
