import { isRiskier } from '../../model/plan.ts';
import { defineGate } from './define-gate.ts';

/** The ceiling that was set for this run. */
export const maxRisk = defineGate({
  id: 'max-risk',
  summary: 'The change is riskier than this run may be.',
  why: `A run without somebody who watches it should not move data. --yes allows up to 'reversible' unless --max-risk or the
configuration says otherwise; of several settings the strictest counts.`,
  appliesTo: (input) => input.maxRisk !== undefined,
  judge: ({ risk, maxRisk: ceiling, name }) => {
    if (ceiling === undefined || !isRiskier(risk, ceiling)) return undefined;
    return {
      message: `the change to ${name} is '${risk}', above this run's ceiling '${ceiling}'`,
      help: `run it with --max-risk ${risk} after reading the consequences, or allow this one object`,
    };
  },
  examples: [
    {
      title: 'a failover in a run that may change only what is reversible',
      live: '',
      git: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
maxRisk: reversible`,
      stops: {
        message: "the change to shop/cart is 'moves-data', above this run's ceiling 'reversible'",
        help: 'run it with --max-risk moves-data after reading the consequences, or allow this one object',
      },
    },
    {
      title: 'a failover in a run that may move data',
      live: '',
      git: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
maxRisk: moves-data`,
    },
  ],
});
