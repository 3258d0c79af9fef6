import { UserError } from '../../model/errors.ts';
import type { Sandbox } from '../start.ts';
import { advance } from './advance.ts';
import { endTest } from './end-test.ts';
import { failover } from './failover.ts';
import { fence } from './fence.ts';
import type { HandCommand } from './hand-command.ts';
import { isolate } from './isolate.ts';
import { lose } from './lose.ts';
import { loseStore, returnStore } from './lose-store.ts';
import { relocate } from './relocate.ts';
import { renderRows } from './render-rows.ts';
import { restartRamen } from './restart-ramen.ts';
import { returnCommand } from './return.ts';
import { status } from './status.ts';
import { testFailover } from './test-failover.ts';
import { unfence } from './unfence.ts';

/** In the order of `help`. */
const handCommands: readonly HandCommand[] = [
  status,
  lose,
  isolate,
  returnCommand,
  loseStore,
  returnStore,
  failover,
  relocate,
  testFailover,
  endTest,
  fence,
  unfence,
  restartRamen,
  advance,
];

/** Does what one line says and answers in words, without a line end. Throws UserError where it cannot be done. */
export function obey(sandbox: Sandbox, line: string): string {
  const [name = '', ...args] = wordsOf(line);
  if (name === 'help') return helpText();
  const command = handCommands.find((each) => each.name === name);
  if (command === undefined) {
    throw new UserError(`no command ${name}`, {
      hint: `there are ${handCommands.map((each) => each.name).join(', ')} and help`,
    });
  }
  if (args.length > mostArguments(command)) {
    throw new UserError(`${name} does not take ${args.join(' ')}`, { hint: `it is ${command.usage}` });
  }
  return command.run(sandbox, args);
}

function wordsOf(line: string): readonly string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

function mostArguments({ usage }: HandCommand): number {
  return wordsOf(usage).length - 1;
}

function helpText(): string {
  return renderRows(handCommands.map(({ usage, summary }) => [usage, summary]));
}
