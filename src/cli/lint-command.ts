import type { CommandDefinition } from './command.ts';
import { collect, collectList, parseCount } from './flags.ts';

export const lintCommand: CommandDefinition = {
  name: 'lint',
  summary: 'Find mistakes in a DR repository before a cluster is asked, each with its place and what to do.',
  formats: ['text', 'concise', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'],
  examples: [
    ['ramen-sync lint', 'the whole repository'],
    ['ramen-sync lint apps/shop', 'report on one folder, judged together with the rest of the repository'],
    [
      'ramen-sync lint --against origin/main',
      'also what the edits of a pull request mean, and which the server refuses',
    ],
    ['ramen-sync lint --staged', 'before a commit: what is staged, as a hook does'],
    ['ramen-sync lint --fix', 'apply the safe edits, change nothing else'],
    ['ramen-sync lint -o sarif=lint.sarif -o github', 'annotations for a pull request, and a file to upload'],
    ['ramen-sync lint --crds ../ramen/config/crd', 'as the release would judge that these CRDs come from'],
    ['ramen-sync lint --crds-from-cluster --context hub', 'as this hub would judge'],
    [
      'kubectl get drpc cart -n shop -o yaml | ramen-sync lint -',
      'one object from stdin, in the place of a file',
    ],
  ],
  define: (command) => {
    command
      .argument(
        '[path...]',
        'files or folders to report on (default: the sources of the config, else the repository)',
      )
      .option('--only <rules>', 'run these rules alone (comma list, repeatable)', collectList)
      .option('--off <rules>', 'do not run these rules (comma list, repeatable)', collectList)
      .option(
        '--against <revision>',
        'judge also what changed since HEAD parted from a branch, tag or commit',
      )
      .option('--crds <path>', 'judge by the CRDs of this file or folder first (repeatable)', collect)
      .option('--crds-from-cluster', 'judge by the CRDs of the hub first (--kubeconfig, --context)')
      .option('--max-warnings <n>', 'exit 2 when there are more warnings than this', parseCount)
      .option(
        '--staged',
        'judge what git would commit; report on its changes (or the paths) and what its deletions break, count the rest',
      )
      .option('--baseline <file>', 'leave out the findings that this file has: only new ones fail')
      .option('--write-baseline', 'write all findings of this run to the baseline')
      .option('--fix', 'write the safe edits to the files')
      .option('--fix-dry-run', 'show the safe edits, write nothing')
      .option('--watch', 'lint again whenever a file changes, until Ctrl-C')
      .option('--stdin-filename <path>', 'the file that stdin stands for (with -)');
  },
  load: async () => (await import('./lint-action.ts')).runLintCommand,
};
