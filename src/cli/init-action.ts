import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { diskFileStore } from '../files/disk-file-store.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import { UserError } from '../model/errors.ts';
import { printable } from '../report/printable.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, isSet, list, text } from './flags.ts';
import { configText } from './init/config-text.ts';
import { findDefaults } from './init/defaults.ts';
import { hookText } from './init/hook-text.ts';
import { topologySyncText } from './init/topology-sync-text.ts';
import { workflowText } from './init/workflow-text.ts';

export async function runInitCommand(
  context: CommandContext,
  _args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  const { options, stderr, stdin } = context;
  const { repo } = options;
  const asks = !isSet(flags, 'yes');
  if (asks && !stdin.isTTY) {
    throw new UserError('nobody is there to ask', {
      hint: 'give --yes, and what you know with flags: see ramen-sync init --help',
    });
  }
  const found = await findDefaults(repo, diskFileStore(repo), context.clock.now());
  const ask = async (question: string, usual: string): Promise<string> => {
    if (!asks) return usual;
    stderr.write(`${question}${usual === '' ? '' : ` [${printable(usual)}]`}: `);
    const answer = ((await stdin.readLine()) ?? '').trim();
    return answer === '' ? usual : answer;
  };
  const wants = async (flag: string, question: string): Promise<boolean> =>
    flags[flag] !== false && /^y(es)?$/i.test(await ask(question, 'yes'));

  const hub = options.context ?? (await ask('Context of the hub in your kubeconfig', 'hub'));
  const given = list(flags, 'managedClusters');
  const names =
    given.length > 0
      ? given
      : words(
          await ask(
            'Names of the managed clusters (their contexts have the same)',
            found.managedClusters.join(', '),
          ),
        );
  const url = text(flags, 'url') ?? found.url;
  const plans = [
    {
      file: 'ramen-sync.yaml',
      text: configText({ hub, names, openshift: isSet(flags, 'openshift'), folders: found.folders }),
    },
    ...((await wants('workflow', 'A GitHub workflow that judges pull requests?'))
      ? [{ file: '.github/workflows/ramen-sync.yml', text: workflowText }]
      : []),
    ...((await wants('hook', 'A pre-commit hook?'))
      ? [{ file: '.pre-commit-config.yaml', text: hookText }]
      : []),
    ...((await wants('loop', 'A TopologySync for the loop in the cluster, which observes at first?'))
      ? [{ file: 'topology-sync.yaml', text: topologySyncText(url, found.branch) }]
      : []),
  ];
  for (const { file, text: content } of plans) {
    const path = join(repo, file);
    const isThere = existsSync(path);
    if (!isThere) writeAtomically(path, content);
    stderr.write(isThere ? `kept ${file}: it is there already\n` : `wrote ${file}\n`);
  }
  stderr.write('\nNext: ramen-sync lint, then git add and commit; ramen-sync plan shows what would change\n');
  return exitCode.done;
}

function words(line: string): readonly string[] {
  return line.split(/[\s,]+/).filter((word) => word !== '');
}
