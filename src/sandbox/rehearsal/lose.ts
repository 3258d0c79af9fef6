import { UserError } from '../../model/errors.ts';
import type { Sandbox } from '../start.ts';
import type { HandCommand } from './hand-command.ts';
import { requireManaged, requireRamen } from './require-named.ts';

export const lose: HandCommand = {
  name: 'lose',
  usage: 'lose <cluster> [stale]',
  summary: 'the site is gone; with stale the hub goes on seeing what it saw last',
  run: (sandbox, [name, views]) => {
    const cluster = requireManaged(sandbox, name);
    if (views !== undefined && views !== 'stale') {
      throw new UserError(`${views} is no way to see a lost cluster`, { hint: 'it is stale, or nothing' });
    }
    loseCluster(sandbox, cluster, views ?? 'error');
    return `${cluster} is lost; the hub's views of it ${views === undefined ? 'answer with an error' : 'keep what they saw last'}`;
  },
};

/**
 * A site is gone: its API server does not answer, its applications stand still, nothing is replicated any more.
 * `stale`: the hub's views of it keep what they saw last, instead of an error.
 */
function loseCluster(sandbox: Sandbox, cluster: string, views: 'error' | 'stale' = 'error'): void {
  requireRamen(sandbox).lose(requireManaged(sandbox, cluster), views);
  sandbox.network.cut(cluster);
}
