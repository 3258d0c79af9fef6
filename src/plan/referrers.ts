import { drCluster } from '../kinds/dr-cluster.ts';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { drPolicy } from '../kinds/dr-policy.ts';
import { placement } from '../kinds/placement.ts';
import { placementRule } from '../kinds/placement-rule.ts';
import { ramenConfig } from '../kinds/ramen-config.ts';
import { kindOf } from '../kinds/registry.ts';
import { ramenKey } from '../model/annotations.ts';
import { formatPath, getAt, getString } from '../model/field-path.ts';
import { compareText } from '../model/finding.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import { annotationOf, type LiveObject } from '../model/live-object.ts';
import { formatRef, keyOf, type ObjectKey, type ObjectRef, refId } from '../model/object-ref.ts';
import type { Topology } from '../topology/topology.ts';
import type { Referrer } from './gates/define-gate.ts';
import { profileRef, profilesIn } from './s3-profile.ts';

/** What may name the object that is to be deleted, as read from the hub. */
export interface Neighbours {
  /** DRPlacementControls, DRPolicies, DRClusters. */
  readonly objects: readonly LiveObject[];
  /** The ConfigMap of Ramen's hub configuration. */
  readonly config: LiveObject | undefined;
  /** ManifestWorks: what they order on managed clusters may name an S3 profile. */
  readonly works: readonly LiveObject[];
}

/** Everybody on the hub, and in Git, that names `target`; by name, each once. */
export function referrersOf(
  target: ObjectRef,
  neighbours: Neighbours,
  topology: Topology,
): readonly Referrer[] {
  const live = [
    ...neighbours.objects.flatMap((object) => naming({ cluster: 'hub', ...keyOf(object) }, object, target)),
    ...profilesNaming(target, neighbours.config),
    ...ordersNaming(target, neighbours),
  ];
  const known = new Set([refId(target), ...live.map(({ ref }) => refId(ref))]);
  const desired = topology.objects
    .filter(({ ref }) => ref.cluster === 'hub' && !known.has(refId(ref)))
    .flatMap(({ ref, manifest }) =>
      naming(ref, manifest.object, target).map((referrer) => {
        const { file, line } = manifest.locate([]);
        return { ...referrer, inGit: `${file}:${line}` };
      }),
    );
  return [...live, ...desired].sort((a, b) => compareText(formatRef(a.ref), formatRef(b.ref)));
}

/** At most one: the first field that names it. */
function naming(ref: ObjectRef, object: JsonObject, target: ObjectRef): readonly Referrer[] {
  const path = pathNaming(ref, object, target);
  return path === undefined ? [] : [{ ref, path }];
}

function pathNaming(ref: ObjectRef, object: JsonObject, target: ObjectRef): string | undefined {
  const kind = kindOf(ref.apiVersion, ref.kind);
  if (target.kind === profileRef('').kind) {
    const isNamed = kind === drCluster && getString(object, ['spec', 's3ProfileName']) === target.name;
    return isNamed ? 'spec.s3ProfileName' : undefined;
  }
  if (target.kind === 'ConfigMap' && target.name === ramenKey.hubConfigName) {
    return readsConfig.has(ref.kind) ? 'Ramen acts on it with this configuration' : undefined;
  }
  if (target.kind === 'ConfigMap' && kind === drPolicy) {
    const path = ['spec', 'networkMappingRef', 'name'];
    return getString(object, path) === target.name ? formatPath(path) : undefined;
  }
  const found = kind?.references(object).find(({ to }) => isMeant(to, target));
  return found === undefined ? undefined : formatPath(found.path);
}

const readsConfig = new Set(['DRPlacementControl', 'DRPolicy', 'DRCluster']);
const placements = new Set([placement.kind, placementRule.kind]);

/** Ramen reads only the name of a placementRef, and tries both kinds. (Ramen: getPlacementOrPlacementRule.) */
function isMeant(
  to: { readonly kind: string; readonly namespace?: string; readonly name: string },
  target: ObjectRef,
): boolean {
  if (to.name !== target.name || (to.namespace ?? '') !== (target.namespace ?? '')) return false;
  return to.kind === target.kind || (placements.has(to.kind) && placements.has(target.kind));
}

/** A Secret is named by profiles of Ramen's configuration: each profile is a referrer of its own. */
function profilesNaming(target: ObjectRef, config: LiveObject | undefined): readonly Referrer[] {
  if (target.kind !== 'Secret' || config === undefined) return [];
  const namespace = getString(config, ['metadata', 'namespace']) ?? '';
  return profilesIn(config).flatMap((profile) => {
    const document = { metadata: { namespace }, s3StoreProfiles: [profile] };
    const isNamed = ramenConfig.references(document).some(({ to }) => isMeant(to, target));
    const name = getString(profile, ['s3ProfileName']) ?? '';
    return isNamed ? [{ ref: profileRef(name), path: 's3SecretRef.name' }] : [];
  });
}

/**
 * A VolumeReplicationGroup uploads to the profiles of all clusters of its policy, for as long as it stands: that is as long
 * as its DRPlacementControl does, which is the one that needs the profile. Ramen: util/mw_util.go (names of ManifestWorks).
 */
function ordersNaming(target: ObjectRef, { objects, works }: Neighbours): readonly Referrer[] {
  if (target.kind !== profileRef('').kind) return [];
  const owners = new Map<string, ObjectKey>(
    objects
      .filter(({ kind }) => kind === drPlacementControl.kind)
      .map((drpc) => {
        const { namespace = '', name } = keyOf(drpc);
        return [`${name}-${annotationOf(drpc, ramenKey.appNamespace) ?? namespace}-vrg-mw`, keyOf(drpc)];
      }),
  );
  const path = 'spec.s3Profiles of its VolumeReplicationGroup';
  const found = works.filter((work) => ordersGroupWith(work, target.name)).map(keyOf);
  const referrers = found.map((work) => ({
    ref: { cluster: 'hub', ...(owners.get(work.name) ?? work) },
    path,
  }));
  return [...new Map(referrers.map((each) => [refId(each.ref), each])).values()];
}

function ordersGroupWith(work: LiveObject, profile: string): boolean {
  const manifests = getAt(work, ['spec', 'workload', 'manifests']);
  return (isArray(manifests) ? manifests : []).some((manifest) => {
    const profiles = getAt(manifest, ['spec', 's3Profiles']);
    const isGroup = isObject(manifest) && manifest.kind === 'VolumeReplicationGroup';
    return isGroup && isArray(profiles) && profiles.includes(profile);
  });
}
