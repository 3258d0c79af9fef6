import type { CommandDefinition } from './command.ts';
import { collectList } from './flags.ts';

export const planCommand: CommandDefinition = {
  name: 'plan',
  summary:
    'Compare Git with hub and managed clusters, and say what a change means for the DR of each application.',
  formats: ['text', 'json', 'markdown'],
  examples: [
    ['ramen-sync plan', 'everything in this repository, against the clusters of its config'],
    ['ramen-sync plan --context hub -o markdown', 'for a comment on a pull request'],
    ['ramen-sync plan --save plan.json', 'keep it for review; ramen-sync apply plan.json carries it out'],
    [
      'ramen-sync plan --snapshot hub.json',
      'predict without credentials, as a pull request from a fork must',
    ],
    [
      'ramen-sync plan --only drpc/shop/cart --detailed-exitcode',
      'one application; exit 2 when it would change',
    ],
  ],
  define: (command) => {
    command
      .option('--only <objects>', 'these objects and what they need (comma list, repeatable)', collectList)
      .option('--allow <gate=object>', 'let a gate pass for one object (repeatable)', collectList)
      .option(
        '--max-risk <class>',
        'stop what is riskier: cosmetic, reversible, narrows-protection, moves-data, ends-protection',
      )
      .option('--detailed-exitcode', 'exit 2 when changes are pending')
      .option('--save <file>', 'keep the plan for review; ramen-sync apply <file> carries it out')
      .option('--snapshot <file>', 'predict from a snapshot, and ask no cluster (see ramen-sync snapshot)')
      .option('--show-unchanged', 'list unchanged objects too')
      .option('--predict', 'do not dry run on the server: read-only credentials suffice');
  },
  load: async () => (await import('./plan-action.ts')).runPlanCommand,
};
