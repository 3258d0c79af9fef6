import { UserError } from '../model/errors.ts';
import { riskClasses } from '../model/plan.ts';
import { findNearest } from './nearest.ts';
import type { ConfigOverrides } from './parse-config.ts';

export interface ConfigVariable {
  readonly name: string;
  /** The key of `ramen-sync.yaml` that it overrides. */
  readonly key: string;
  readonly words?: readonly string[];
}

/** Environment variables that override the file. Every flag has one too, named after it: `--request-timeout` is `RAMEN_SYNC_REQUEST_TIMEOUT`. */
export const configVariables = {
  kubeconfig: { name: 'RAMEN_SYNC_KUBECONFIG', key: 'hub.kubeconfig' },
  context: { name: 'RAMEN_SYNC_CONTEXT', key: 'hub.context' },
  maxRisk: { name: 'RAMEN_SYNC_MAX_RISK', key: 'gates.maxRisk', words: riskClasses },
  flavour: { name: 'RAMEN_SYNC_FLAVOUR', key: 'ramen.flavour', words: ['kubernetes', 'openshift'] },
  operatorNamespace: { name: 'RAMEN_SYNC_OPERATOR_NAMESPACE', key: 'ramen.operatorNamespace' },
  clusterOperatorNamespace: {
    name: 'RAMEN_SYNC_CLUSTER_OPERATOR_NAMESPACE',
    key: 'ramen.clusterOperatorNamespace',
  },
  opsNamespace: { name: 'RAMEN_SYNC_OPS_NAMESPACE', key: 'ramen.opsNamespace' },
} as const satisfies Partial<Record<keyof ConfigOverrides, ConfigVariable>>;

/** What the environment says; empty variables say nothing. Throws UserError on a word that is none of those allowed. */
export function readConfigVariables(env: Readonly<Record<string, string | undefined>>): ConfigOverrides {
  const found: Record<string, string> = {};
  for (const [key, variable] of Object.entries<ConfigVariable>(configVariables)) {
    const value = env[variable.name];
    if (value === undefined || value === '') continue;
    if (variable.words !== undefined && !variable.words.includes(value)) {
      const nearest = findNearest(value, variable.words);
      throw new UserError(`${variable.name} must be one of ${variable.words.join(', ')}, not "${value}"`, {
        ...(nearest === undefined ? {} : { hint: `did you mean "${nearest}"?` }),
      });
    }
    found[key] = value;
  }
  return found as ConfigOverrides;
}

/** Defaults < file < environment < flags: the overrides for `parseConfig`. Of two `maxRisk` the strictest counts. */
export function mergeOverrides(environment: ConfigOverrides, flags: ConfigOverrides): ConfigOverrides {
  const maxRisk = riskClasses.find((risk) => risk === environment.maxRisk || risk === flags.maxRisk);
  return { ...environment, ...flags, ...(maxRisk === undefined ? {} : { maxRisk }) };
}
