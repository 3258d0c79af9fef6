import type { CommandDefinition } from './command.ts';

export const adoptCommand: CommandDefinition = {
  name: 'adopt',
  summary: "Write what an operator changed on the cluster back to Git's files, as the smallest edit.",
  formats: ['text'],
  examples: [
    ['ramen-sync adopt', 'every object that plan shows as held'],
    ['ramen-sync adopt drpc/shop/cart', 'one application'],
    ['ramen-sync adopt --dry-run', 'show the edit, write nothing'],
  ],
  define: (command) => {
    command
      .argument('[object...]', 'as plan names them (default: all that are held)')
      .option('--dry-run', 'show the edit, write nothing');
  },
  load: async () => (await import('./adopt-action.ts')).runAdoptCommand,
};
