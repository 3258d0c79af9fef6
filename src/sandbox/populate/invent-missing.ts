import type { Ground, Invention } from './ground.ts';
import { inventClusters } from './invent-clusters.ts';
import { inventConfiguration } from './invent-configuration.ts';
import { inventNamespaces } from './invent-namespaces.ts';
import { inventPlacements } from './invent-placements.ts';
import { inventPolicies } from './invent-policies.ts';
import { inventSecrets } from './invent-secrets.ts';
import { inventStorage } from './invent-storage.ts';

/** Each may rest on what those before it invented; namespaces come last, for all of them. */
const inventors = [
  inventPlacements,
  inventPolicies,
  inventClusters,
  inventConfiguration,
  inventSecrets,
  inventStorage,
  inventNamespaces,
];

/** What a repository leaves to others, in the order in which it can be created. */
export function inventMissing(ground: Ground): readonly Invention[] {
  let known = ground;
  const inventions: Invention[] = [];
  for (const invent of inventors) {
    const made = invent(known);
    inventions.push(...made);
    known = { ...known, declared: [...known.declared, ...made] };
  }
  const isNamespace = ({ object }: Invention): boolean => object.kind === 'Namespace';
  return [...inventions.filter(isNamespace), ...inventions.filter((each) => !isNamespace(each))];
}
