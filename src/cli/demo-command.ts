import type { CommandDefinition } from './command.ts';

export const demoCommand: CommandDefinition = {
  name: 'demo',
  summary:
    "The whole story in one process and some seconds: an operator's failover, held, adopted, and brought home.",
  formats: [],
  examples: [['ramen-sync demo', 'needs Git, no cluster and no network']],
  load: async () => (await import('./demo-action.ts')).runDemoCommand,
};
