import type { CommandDefinition } from './command.ts';
import { parseCount } from './flags.ts';

export const sandboxCommand: CommandDefinition = {
  name: 'sandbox',
  summary:
    'A hub and two managed clusters in one process, with a model of Ramen: to try things without a cluster.',
  formats: [],
  endsOnSignal: true,
  examples: [
    ['ramen-sync sandbox --write-kubeconfig sandbox.kubeconfig', 'contexts hub, dr1 and dr2; Ctrl-C ends it'],
    ['kubectl --kubeconfig sandbox.kubeconfig get drpc -A', 'in a second terminal'],
  ],
  define: (command) => {
    command
      .option('--write-kubeconfig <file>', 'write a kubeconfig with the contexts hub, dr1 and dr2')
      .option(
        '--port <n>',
        'of the hub; the managed clusters take the next ones (default: free ones)',
        parseCount,
      )
      .option('--empty', 'the kinds only: no model of Ramen')
      .option('--speed <n>', "how much faster than Ramen's usual pace (default: 1)", parseCount);
  },
  load: async () => (await import('./sandbox-action.ts')).runSandboxCommand,
};
