import type { CommandDefinition } from './command.ts';
import { collectList } from './flags.ts';

export const initCommand: CommandDefinition = {
  name: 'init',
  summary:
    'Write what a DR repository needs beside its manifests: configuration, workflow, hook and TopologySync.',
  formats: [],
  examples: [
    ['ramen-sync init', 'asks a few questions; nothing that is there is overwritten'],
    ['ramen-sync init --yes --context hub --managed-clusters dr1,dr2', 'asks nothing'],
    ['ramen-sync init --yes --no-workflow --no-loop', 'configuration and hook only'],
  ],
  define: (command) => {
    command
      .option(
        '--managed-clusters <names>',
        'names of the managed clusters (comma list, repeatable)',
        collectList,
      )
      .option('--openshift', "Ramen's namespaces are those of OpenShift")
      .option('--url <url>', 'where the loop finds the repository (default: the remote origin)')
      .option('--no-workflow', 'no .github/workflows/ramen-sync.yml')
      .option('--no-hook', 'no .pre-commit-config.yaml')
      .option('--no-loop', 'no topology-sync.yaml')
      .option('-y, --yes', 'ask nothing');
  },
  load: async () => (await import('./init-action.ts')).runInitCommand,
};
