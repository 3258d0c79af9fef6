import { ramenKey } from '../../model/annotations.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import { annotationOf } from '../../model/live-object.ts';
import type { Situation } from '../situation.ts';
import { defineGate, type GateInput, isApplication, type Refusal } from './define-gate.ts';

const told =
  "DRPlacementControl shop/cart: { metadata: { annotations: { drplacementcontrol.ramendr.openshift.io/do-not-delete-pvc: 'true' } } }";
const retires = `DRPlacementControl shop/cart: none
removes: [DRPlacementControl shop/cart]`;

/** Ramen 0.1 deletes the volumes of an application with its protection, unless it was told in time not to. */
export const keepPvcs = defineGate({
  id: 'keep-pvcs',
  summary: "Ramen 0.1 would delete the application's VolSync volumes with its protection.",
  why: `In Ramen 0.1 the VolumeReplicationGroup owns the claims that VolSync replicates, and lets go of them before it goes only
where it carries the annotation do-not-delete-pvc: "true". It has it from the DRPlacementControl, where it must have been set, and
have come through to both clusters, before the deletion. (Ramen 0.1: internal/controller/vrg_volsync.go, disownPVCs;
drplacementcontrol.go, generateVRG.) That version writes the annotation on every VolumeReplicationGroup, empty where nobody set it;
later ones write none, and keep the volumes.`,
  appliesTo: (input) => isApplication(input) && input.operation === 'remove',
  judge: (input) => {
    const { situation, name } = input;
    const groups = situation === undefined ? undefined : knownGroups(situation);
    if (groups === undefined) {
      return {
        message: `no VolumeReplicationGroup of ${name} can be read: whether its volumes would be deleted with it is unknown`,
        help: 'give these credentials the right to list ManifestWorks on the hub, or allow it once you have looked yourself',
      };
    }
    const untold = groups.find(({ group }) => {
      const value = annotationOf(group, ramenKey.doNotDeletePvc);
      return value !== undefined && value !== 'true';
    });
    if (untold === undefined || !mayUseVolSync(groups)) return undefined;
    return refusal(input, untold.cluster);
  },
  examples: [
    {
      title: 'Ramen 0.1, which nobody has told to keep the volumes',
      live: `dr1: primary/Primary VolSync of 0.1
dr2: secondary/Secondary of 0.1`,
      git: retires,
      stops: {
        message:
          'shop/cart does not carry the annotation do-not-delete-pvc: "true", and this Ramen would delete its VolSync volumes with it (VolumeReplicationGroup on dr1)',
        help: 'set drplacementcontrol.ramendr.openshift.io/do-not-delete-pvc: "true" on the live object, wait until the VolumeReplicationGroups carry it, then plan again',
      },
    },
    {
      title: 'told, and not come through to dr2 yet',
      live: `${told}
dr1: primary/Primary VolSync of 0.1 told
dr2: secondary/Secondary of 0.1`,
      git: retires,
      stops: {
        message:
          'the annotation do-not-delete-pvc of shop/cart has not reached its VolumeReplicationGroup on dr2: its volumes would be deleted',
        help: 'wait until it has, then plan again',
      },
    },
    {
      title: 'told, and come through to both clusters',
      live: `${told}
dr1: primary/Primary VolSync of 0.1 told
dr2: secondary/Secondary of 0.1 told`,
      git: retires,
    },
    {
      title: 'a later Ramen',
      live: 'dr1: primary/Primary VolSync',
      git: retires,
    },
  ],
});

interface KnownGroup {
  readonly cluster: string;
  readonly group: JsonObject;
  /** As the managed cluster has it, with its status; else as the hub ordered it. */
  readonly live: boolean;
}

function knownGroups({ works, vrgs }: Situation): readonly KnownGroup[] | undefined {
  const groups = new Map<string, KnownGroup>();
  for (const [cluster, group] of works ?? []) groups.set(cluster, { cluster, group, live: false });
  for (const [cluster, sight] of vrgs)
    if (sight.seen === 'vrg') groups.set(cluster, { cluster, group: sight.vrg, live: true });
  const isBlind = works === undefined && [...vrgs.values()].every((sight) => sight.seen !== 'vrg');
  return isBlind ? undefined : [...groups.values()];
}

/** Only a primary that was seen, and lists its volumes, can show that VolSync has none of them. */
function mayUseVolSync(groups: readonly KnownGroup[]): boolean {
  const isSeen = groups.some(
    ({ group, live }) => live && getAt(group, ['spec', 'replicationState']) === 'primary',
  );
  return !isSeen || groups.some(({ group }) => usesVolSync(group));
}

function usesVolSync(group: JsonObject): boolean {
  const claims = getAt(group, ['status', 'protectedPVCs']);
  const destinations = getAt(group, ['spec', 'volSync', 'rdSpec']);
  const isVolSync = (claim: Json) => getAt(claim, ['protectedByVolSync']) === true;
  return (isArray(claims) && claims.some(isVolSync)) || (isArray(destinations) && destinations.length > 0);
}

function refusal({ name, live }: GateInput, cluster: string): Refusal {
  const told = live !== undefined && annotationOf(live, ramenKey.doNotDeletePvc) === 'true';
  if (told) {
    return {
      message: `the annotation do-not-delete-pvc of ${name} has not reached its VolumeReplicationGroup on ${cluster}: its volumes would be deleted`,
      help: 'wait until it has, then plan again',
    };
  }
  return {
    message: `${name} does not carry the annotation do-not-delete-pvc: "true", and this Ramen would delete its VolSync volumes with it (VolumeReplicationGroup on ${cluster})`,
    help: `set ${ramenKey.doNotDeletePvc}: "true" on the live object, wait until the VolumeReplicationGroups carry it, then plan again`,
  };
}
