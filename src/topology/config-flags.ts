import type { Config } from '../model/config.ts';
import type { FieldPath } from '../model/field-path.ts';
import { getLoose } from './loose-get.ts';
import type { RamenConfigDocument } from './ramen-config.ts';
import type { Topology } from './topology.ts';

/** A boolean as the document declares it; undefined where it does not. */
export function declaredFlag({ value }: RamenConfigDocument, path: FieldPath): boolean | undefined {
  const flag = getLoose(value, path);
  return typeof flag === 'boolean' ? flag : undefined;
}

export const automationFlag = ['drClusterOperator', 'deploymentAutomationEnabled'];
export const distributionFlag = ['drClusterOperator', 's3SecretDistributionEnabled'];

/** The operators' namespaces where this hub configuration lives. Ramen: internal/controller/drclusters.go. */
export function operatorNamespaces(
  document: RamenConfigDocument,
  config: Config,
): { readonly hub: string; readonly cluster: string } {
  const hub = document.key.namespace ?? config.ramen.operatorNamespace;
  if (hub === config.ramen.operatorNamespace) return { hub, cluster: config.ramen.clusterOperatorNamespace };
  return { hub, cluster: hub === 'openshift-operators' ? 'openshift-dr-system' : hub };
}

export function hubConfigs({ ramenConfigs }: Topology): readonly RamenConfigDocument[] {
  return ramenConfigs.filter(({ role, readable }) => role === 'hub' && readable);
}

export function clusterConfigs({ ramenConfigs }: Topology): readonly RamenConfigDocument[] {
  return ramenConfigs.filter(({ role, readable }) => role === 'cluster' && readable);
}

/** A text as the document declares it; undefined where it does not, or where it is empty. */
export function declaredText({ value }: RamenConfigDocument, path: FieldPath): string | undefined {
  const text = getLoose(value, path);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
