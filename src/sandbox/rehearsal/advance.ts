import { UserError } from '../../model/errors.ts';
import { goDurationSeconds } from '../../model/go-duration.ts';
import { timestamp } from '../ramen/conditions.ts';
import type { HandCommand } from './hand-command.ts';

export const advance: HandCommand = {
  name: 'advance',
  usage: 'advance <time>',
  summary: 'lets 90s, 1h or 30d pass at once, with all that happens in it',
  run: (sandbox, [text]) => {
    sandbox.advance(millisecondsOf(text));
    return `it is ${timestamp(sandbox.world.now())}`;
  },
};

/** As Go writes a duration, and days. */
function millisecondsOf(text: string | undefined): number {
  const [, days, rest] = /^(?:(\d+)d)?(.*)$/.exec(text ?? '') ?? [];
  const seconds = rest === '' ? 0 : goDurationSeconds(rest);
  if (text === undefined || text === '' || seconds === undefined) {
    throw new UserError(`${text ?? 'nothing'} is no time to let pass`, {
      hint: 'write it as 90s, 1h30m or 30d',
    });
  }
  return (Number(days ?? 0) * 86_400 + seconds) * 1000;
}
