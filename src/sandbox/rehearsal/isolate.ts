import type { HandCommand } from './hand-command.ts';
import { requireManaged, requireRamen } from './require-named.ts';

/** The worst of both: to the hub it is as lost as a dead one, and its applications do not know. */
export const isolate: HandCommand = {
  name: 'isolate',
  usage: 'isolate <cluster>',
  summary: 'the site is cut off from everybody, and its applications run on',
  run: (sandbox, [name]) => {
    const cluster = requireManaged(sandbox, name);
    requireRamen(sandbox).isolate(cluster);
    sandbox.network.cut(cluster);
    return `${cluster} is cut off; its applications run on`;
  },
};
