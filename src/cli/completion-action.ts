import { RootCommand, script } from '@bomb.sh/tab';
import { Command, type Option } from 'commander';
import { allExplanations } from '../operations/explain.ts';
import type { CommandAction, CommandDefinition } from './command.ts';
import { exitCode } from './exit-codes.ts';
import { addGlobalFlags } from './flags.ts';

const NAME = 'ramen-sync';
/** Cobra's protocol, which the scripts speak: nothing is known here, and the shell may offer files. */
const FILES = ':0\n';

export const runCompletionCommand: CommandAction = async (context, [shell = '']) => {
  const printed = printedBy(() => script(shell, NAME, NAME));
  context.stdout.write(shell === 'bash' ? mended(printed) : printed);
  return exitCode.done;
};

/** The library's script for bash may take files away and never offers them, and complains when it is sourced again. */
function mended(script: string): string {
  return script.replace(/^complete -F /m, 'complete -o default -F ').replace(/^(\s*)readonly /gm, '$1');
}

/** Answers a script: words of `commands` that fit, and else that a file may stand there. */
export function completeWith(commands: readonly CommandDefinition[]): CommandAction {
  return async (context, words) => {
    const isFlag = words.at(-1)?.startsWith('-') === true;
    const printed = printedBy(() => knownWords(commands).parse([...words]));
    context.stdout.write(printed.startsWith(':') && !isFlag ? FILES : printed);
    return exitCode.done;
  };
}

function knownWords(commands: readonly CommandDefinition[]): RootCommand {
  const root = new RootCommand();
  const global = new Command();
  addGlobalFlags(global);
  for (const definition of commands.filter(({ hidden }) => hidden !== true)) {
    const command = root.command(definition.name, definition.summary);
    const own = new Command();
    definition.define?.(own);
    for (const option of [...own.options, ...global.options]) {
      const name = option.name();
      const description = option.description;
      const alias = option.short?.slice(1);
      // Without a way to complete its value, the library takes a flag for one that has none.
      if (!option.required && !option.optional)
        command.option(name, description, ...(alias === undefined ? [] : [alias]));
      else
        command.option(name, description, (complete) => offer(valuesOf(option, definition), complete), alias);
    }
    for (const { argChoices } of own.registeredArguments) {
      const values = argChoices ?? (definition.name === 'explain' ? wordsOf() : []);
      command.argument('word', (complete) => offer(values, complete));
    }
  }
  return root;
}

type Offer = (value: string, description: string) => void;

function offer(values: readonly string[], complete: Offer): void {
  for (const value of values) complete(value, '');
}

function valuesOf(option: Option, { name, formats }: CommandDefinition): readonly string[] {
  if (option.argChoices !== undefined) return option.argChoices;
  if (option.name() === 'output') return formats;
  if (option.name() === 'allow') return wordsOf('gate').map((gate) => `${gate}=`);
  return name === 'lint' && ['only', 'off'].includes(option.name()) ? wordsOf('rule') : [];
}

function wordsOf(wanted?: string): readonly string[] {
  return allExplanations()
    .filter(({ subject }) => wanted === undefined || subject === wanted)
    .map(({ word }) => word);
}

/** The library prints by itself. */
function printedBy(act: () => void): string {
  const { log } = console;
  let text = '';
  console.log = (line: string) => {
    text += `${line}\n`;
  };
  try {
    act();
  } finally {
    console.log = log;
  }
  return text;
}
