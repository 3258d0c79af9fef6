import type { CommandDefinition } from './command.ts';
import { collectList, parseDuration } from './flags.ts';

export const applyCommand: CommandDefinition = {
  name: 'apply',
  summary:
    'Plan, show, ask, and carry out exactly that plan, wave by wave; or a plan that was saved and reviewed.',
  formats: ['text', 'json'],
  examples: [
    ['ramen-sync apply', 'plan, ask, apply, wait until what was written is healthy'],
    ['ramen-sync apply --yes', 'in a pipeline: no question, nothing riskier than reversible'],
    ['ramen-sync apply plan.json', 'what plan --save kept and somebody reviewed'],
    [
      'ramen-sync apply --max-risk moves-data --only drpc/shop/cart',
      'carry out a failover that Git asks for',
    ],
  ],
  define: (command) => {
    command
      .argument(
        '[plan-file]',
        'a plan kept by plan --save: carried out without a question, or refused when anything it rests on has moved',
      )
      .option('--yes', 'do not ask')
      .option('--only <objects>', 'these objects and what they need (comma list, repeatable)', collectList)
      .option('--allow <gate=object>', 'let a gate pass for one object (repeatable)', collectList)
      .option('--max-risk <class>', 'stop what is riskier (default with --yes: reversible)')
      .option('--wait <duration>', 'for the health of what was written (default: 10m)', parseDuration)
      .option('--no-wait', 'do not wait for health')
      .option('--dry-run', 'plan and show, write nothing')
      .option(
        '--fail-on <states>',
        'exit 3 when any object is held or unreachable (comma list)',
        collectList,
      );
  },
  load: async () => (await import('./apply-action.ts')).runApplyCommand,
};
