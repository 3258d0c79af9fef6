import type { CommandDefinition } from './command.ts';
import { parseCount } from './flags.ts';

export const sandboxCommand: CommandDefinition = {
  name: 'sandbox',
  summary:
    'A hub and managed clusters in one process, with a model of Ramen: to try things, and to rehearse a disaster, without a cluster. Commands of a rehearsal are typed at its prompt; with words it gives them to a sandbox that runs.',
  formats: [],
  endsOnSignal: true,
  examples: [
    ['ramen-sync sandbox --write-kubeconfig sandbox.kubeconfig', 'contexts hub, dr1 and dr2; Ctrl-C ends it'],
    [
      'ramen-sync sandbox --from . --write-kubeconfig sandbox.kubeconfig',
      'your own clusters and applications: then plan, apply and rehearse with --kubeconfig sandbox.kubeconfig',
    ],
    ['kubectl --kubeconfig sandbox.kubeconfig get drpc -A', 'in a second terminal'],
    ['ramen-sync sandbox lose dr1 --kubeconfig sandbox.kubeconfig', 'the same as typed at the prompt'],
    ['ramen-sync sandbox help --kubeconfig sandbox.kubeconfig', 'what can be rehearsed'],
  ],
  define: (command) => {
    command
      .argument(
        '[command...]',
        'for a sandbox that runs: lose dr1, failover shop/cart, advance 1h, status, help',
      )
      .option(
        '--write-kubeconfig <file>',
        'write a kubeconfig with the contexts hub, dr1 and dr2, or those that the repository of --from names',
      )
      .option(
        '--port <n>',
        'of the hub; the managed clusters take the next ones (default: free ones)',
        parseCount,
      )
      .option(
        '--from <repo>',
        'stand for the clusters of this repository, with its last commit applied; says what had to be invented',
      )
      .option('--empty', 'the kinds only: no model of Ramen')
      .option(
        '--speed <n>',
        "how much faster than Ramen's usual pace (default: 1); 0: time stands still but for advance",
        parseCount,
      );
  },
  load: async () => (await import('./sandbox-action.ts')).runSandboxCommand,
};
