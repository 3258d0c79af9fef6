import type { CommandDefinition } from './command.ts';

export const statusCommand: CommandDefinition = {
  name: 'status',
  summary:
    'Where each protected application runs, how far its last operation is, and whether its green is true.',
  formats: ['text', 'json'],
  examples: [
    ['ramen-sync status', 'every application of the hub'],
    ['ramen-sync status shop/cart', 'one application'],
  ],
  define: (command) => {
    command.argument('[app...]', 'namespace/name, or name (default: all)');
  },
  load: async () => (await import('./status-action.ts')).runStatusCommand,
};
