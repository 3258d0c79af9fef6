import { UserError } from '../../model/errors.ts';
import type { Sandbox } from '../start.ts';
import type { HandCommand } from './hand-command.ts';
import { requireManaged, requireRamen } from './require-named.ts';

export const returnCommand: HandCommand = {
  name: 'return',
  usage: 'return <cluster>',
  summary: 'the lost site is back, as it was',
  run: (sandbox, [name]) => {
    const cluster = requireManaged(sandbox, name);
    returnCluster(sandbox, cluster);
    return `${cluster} is back`;
  },
};

/** A lost site is back as it was when it was lost, with all that has waited for it since. */
function returnCluster(sandbox: Sandbox, cluster: string): void {
  const ramen = requireRamen(sandbox);
  if (!sandbox.network.isCut(cluster)) throw new UserError(`${cluster} is not lost`);
  sandbox.network.mend(cluster);
  ramen.restore(cluster);
}
