import { UserError } from '../../model/errors.ts';
import type { HandCommand } from './hand-command.ts';
import { requireManaged, requireRamen } from './require-named.ts';

/** A site is gone: its API server does not answer, its applications stand still, nothing is replicated any more. */
export const lose: HandCommand = {
  name: 'lose',
  usage: 'lose <cluster> [stale]',
  summary: 'the site is gone; with stale the hub goes on seeing what it saw last',
  run: (sandbox, [name, views]) => {
    const cluster = requireManaged(sandbox, name);
    requireRamen(sandbox).lose(cluster, viewsOf(views));
    sandbox.network.cut(cluster);
    return `${cluster} is lost; the hub's views of it ${views === undefined ? 'answer with an error' : 'keep what they saw last'}`;
  },
};

/** How the hub's views of a lost cluster are: the word `stale`, or nothing for an error. */
function viewsOf(word: string | undefined): 'error' | 'stale' {
  if (word === undefined || word === 'stale') return word ?? 'error';
  throw new UserError(`${word} is no way to see a lost cluster`, { hint: 'it is stale, or nothing' });
}
