import { applicationSet } from '../kinds/application-set.ts';
import { placementRule } from '../kinds/placement-rule.ts';
import { ramenKey } from '../model/annotations.ts';
import { getAt, getString } from '../model/field-path.ts';
import { annotationOf } from '../model/live-object.ts';
import type { Manifest } from '../model/manifest.ts';
import { isPlacementRule, placementOf } from './placement-of.ts';
import { manifestsOf, type Topology } from './topology.ts';

/** Of an ApplicationSet: what Ramen reads, and nothing else. */
export const labelPath = [
  'spec',
  'generators',
  0,
  'clusterDecisionResource',
  'labelSelector',
  'matchLabels',
  ramenKey.placementLabel,
];
export const destinationPath: readonly string[] = ['spec', 'template', 'spec', 'destination', 'namespace'];

/** The name of the Placement whose decisions an ApplicationSet follows, as Ramen reads it. */
export function placementNameOf(set: Manifest): string | undefined {
  const name = getString(set.object, labelPath);
  return name === '' ? undefined : name;
}

/** By the Placement's name: Ramen does not compare namespaces. */
export function applicationSetsByPlacement(topology: Topology): ReadonlyMap<string, readonly Manifest[]> {
  const sets = new Map<string, Manifest[]>();
  for (const set of manifestsOf(topology, applicationSet)) {
    const name = placementNameOf(set);
    if (name === undefined) continue;
    const group = sets.get(name);
    if (group === undefined) sets.set(name, [set]);
    else group.push(set);
  }
  return sets;
}

/** A template's text is not a name: Ramen does not fill it in. */
export function isTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('$');
}

/**
 * Where the application of a DRPlacementControl runs, as Ramen finds it out; undefined where these files do not say for
 * certain. Ramen: internal/controller/drplacementcontrol_controller.go, selectVRGNamespace.
 */
export function vrgNamespaces(topology: Topology): (drpc: Manifest) => string | undefined {
  const sets = applicationSetsByPlacement(topology);
  const hasRules = manifestsOf(topology, placementRule).length > 0;
  const unreadSets = topology.unread.filter(({ text }) => text?.includes(applicationSet.kind) !== false);
  const argo = new Set(manifestsOf(topology, applicationSet).map(({ key }) => key.namespace));
  return (drpc) => {
    const pinned = pinnedNamespace(drpc);
    if (pinned !== undefined) return pinned;
    const { namespace } = drpc.key;
    const found = hasRules ? placementOf(drpc, topology) : undefined;
    if (found !== undefined && isPlacementRule(found)) return namespace;
    const name = getString(drpc.object, ['spec', 'placementRef', 'name']) ?? '';
    const own = sets.get(name) ?? [];
    if (own.length > 0) return commonDestination(own);
    // Where Argo CD lives, an ApplicationSet that is kept elsewhere may well follow the Placement.
    const mayBeArgo = argo.has(namespace) || /argo|gitops/.test(namespace ?? '');
    const isHidden = unreadSets.some(({ text }) => text === undefined || text.includes(name));
    return mayBeArgo || isHidden ? undefined : namespace;
  };
}

/** What the annotation says: Ramen writes it once it knows, and from then on looks nowhere else. */
export function pinnedNamespace({ object }: Manifest): string | undefined {
  const pinned = annotationOf(object, ramenKey.appNamespace);
  return pinned === '' ? undefined : pinned;
}

/** Where ApplicationSets deploy to, if all say the same and say it plainly. */
export function commonDestination(sets: readonly Manifest[]): string | undefined {
  const names = new Set(sets.map(({ object }) => getAt(object, destinationPath)));
  const [name] = names;
  return names.size === 1 && typeof name === 'string' && name !== '' && !isTemplate(name) ? name : undefined;
}
