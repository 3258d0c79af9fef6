import type { HandCommand } from './hand-command.ts';
import { requireHub, requireRamen } from './require-named.ts';

export const restartRamen: HandCommand = {
  name: 'restart-ramen',
  usage: 'restart-ramen',
  summary: 'its operator on the hub starts anew: it writes its configuration back, or does not come up',
  run: (sandbox) => {
    requireHub(sandbox);
    const ramen = requireRamen(sandbox);
    ramen.restartHubOperator();
    const crash = ramen.hubOperatorCrash();
    return crash === undefined
      ? 'Ramen on the hub was restarted'
      : `Ramen on the hub does not come up: ${crash}`;
  },
};
