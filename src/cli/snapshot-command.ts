import type { CommandDefinition } from './command.ts';

export const snapshotCommand: CommandDefinition = {
  name: 'snapshot',
  summary:
    'Keep what hub and managed clusters have, without secret values, so that plans can be predicted elsewhere.',
  formats: [],
  examples: [
    ['ramen-sync snapshot --out hub.json', 'read the clusters, write nothing to them'],
    ['ramen-sync plan --snapshot hub.json', 'predict a plan from it, with no cluster and no credentials'],
  ],
  define: (command) => {
    command.option('--out <file>', 'the file to write');
  },
  load: async () => (await import('./snapshot-action.ts')).runSnapshotCommand,
};
