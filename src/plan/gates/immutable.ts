import type { Kind } from '../../kinds/define-kind.ts';
import { getAt } from '../../model/field-path.ts';
import { type JsonObject, jsonEquals } from '../../model/json.ts';
import { listNames, type Neighbours } from '../neighbours.ts';
import type { Situation } from '../situation.ts';
import { defineGate, type Refusal } from './define-gate.ts';

/** The API server refuses the change; what it does not say is how to get there without losing data. */
export const immutable = defineGate({
  id: 'immutable',
  summary: 'A field would change that cannot be changed once the object exists.',
  why: `The API server refuses such a change by rules in the CRD, and deleting and creating the object instead is no edit: a deleted
DRPlacementControl takes its replica and what Ramen keeps in S3 with it. Created again after a failover it is a new application to
Ramen, which deploys it on preferredCluster on empty volumes and deletes the volumes that held the data, with every condition
True. (Ramen: api/v1alpha1, the XValidation markers; internal/controller/drplacementcontrol_controller.go, finalizeDRPC; seen on
running operators.) So this gate prints the migration instead; nothing can allow what the server refuses.`,
  allowable: false,
  asksNeighbours: true,
  appliesTo: ({ operation, live, wanted, kind }) =>
    operation === 'update' && live !== undefined && changedFixed(kind, live, wanted).length > 0,
  judge: ({ live, wanted, kind, name, situation, neighbours }) =>
    live === undefined ? undefined : refuseImmutable({ kind, live, wanted, name, situation, neighbours }),
  examples: [
    {
      title: 'other volumes of an application',
      live: '',
      git: 'DRPlacementControl shop/cart: { spec: { pvcSelector: { matchLabels: { app: shop } } } }',
      stops: {
        message:
          'spec.pvcSelector of DRPlacementControl shop/cart cannot be changed on an existing object: deleting and creating it takes away the replica of shop/cart, which runs on dr1, and after a failover all of its data',
        help: 'migrate: (1) let Git say preferredCluster: dr1 and no action, and wait for Deployed/Completed, (2) remove the DRPlacementControl, and not its Placement, with a Removal document, (3) wait until shop/cart and its VolumeReplicationGroups are gone, (4) apply it anew; it is unprotected until its first sync',
      },
    },
    {
      title: 'another interval of a policy that is in use',
      live: '',
      git: 'DRPolicy p5m: { spec: { schedulingInterval: 1m } }',
      stops: {
        message:
          'spec.schedulingInterval of DRPolicy p5m cannot be changed on an existing object: deleting it would end the protection of shop/cart',
        help: 'migrate: (1) create a second DRPolicy under a new name, (2) bring each application under it as explained for its drPolicyRef, (3) remove the old one with a Removal document',
      },
    },
    {
      title: 'another S3 profile of a cluster',
      live: '',
      git: 'DRCluster dr1: { spec: { s3ProfileName: minio-on-dr2 } }',
      stops: {
        message:
          'spec.s3ProfileName of DRCluster dr1 cannot be changed on an existing object: deleting it would end the protection of shop/cart',
        help: "keep s3ProfileName: minio-on-dr1, copy the store's content to the new one, and change bucket and endpoint of that profile in Ramen's configuration",
      },
    },
    {
      title: 'a field that can be changed',
      live: '',
      git: 'DRPlacementControl shop/cart: { spec: { kubeObjectProtection: { captureInterval: 10m } } }',
    },
  ],
});

export interface ImmutableChange {
  readonly kind: Kind;
  readonly live: JsonObject;
  readonly wanted: JsonObject;
  readonly name: string;
  readonly situation: Situation | undefined;
  readonly neighbours?: Neighbours | undefined;
}

function refuseImmutable(change: ImmutableChange): Refusal {
  const fields = changedFixed(change.kind, change.live, change.wanted).map((path) => path.join('.'));

  return {
    message: `${listNames(fields)} of ${change.kind.kind} ${change.name} cannot be changed on an existing object: ${harmOf(change)}`,
    help: migrationOf(change, fields),
  };
}

/** Fields that the server keeps as they are. A rule about a change does not run where the field comes or goes, unless it is required. */
export function changedFixed(
  kind: Kind,
  live: JsonObject,
  wanted: JsonObject,
): readonly (readonly string[])[] {
  return kind.immutable.filter((path) => {
    const before = getAt(live, path);
    const after = getAt(wanted, path);
    return before !== undefined && after !== undefined && !jsonEquals(before, after);
  });
}

function harmOf({ kind, situation, neighbours, name }: ImmutableChange): string {
  if (kind.kind === 'DRPlacementControl') {
    const where = situation?.runsOn === undefined ? '' : `, which runs on ${situation.runsOn}`;
    return `deleting and creating it takes away the replica of ${name}${where}, and after a failover all of its data`;
  }
  const applications = neighbours?.applications;
  if (kind.kind === 'DRPolicy' || kind.kind === 'DRCluster') {
    if (applications === undefined)
      return 'deleting it would end the protection of the applications under it';
    if (applications.length === 0) return 'no application is under it yet';
    return `deleting it would end the protection of ${listNames(applications.map((application) => application.name))}`;
  }
  return 'it would have to be deleted and created anew';
}

function migrationOf({ kind, live, name, situation }: ImmutableChange, fields: readonly string[]): string {
  if (kind.kind === 'DRPlacementControl') return migrateApplication(name, situation, fields);
  if (kind.kind === 'DRPolicy')
    return 'migrate: (1) create a second DRPolicy under a new name, (2) bring each application under it as explained for its drPolicyRef, (3) remove the old one with a Removal document';
  if (kind.kind === 'DRCluster' && fields.includes('spec.s3ProfileName'))
    return `keep s3ProfileName: ${String(getAt(live, ['spec', 's3ProfileName']))}, copy the store's content to the new one, and change bucket and endpoint of that profile in Ramen's configuration`;
  if (kind.kind === 'DRCluster')
    return 'put the live value back into Git: a DRCluster can only be replaced once no DRPolicy lists it';
  if (kind.kind === 'Secret') return 'create a Secret under a new name and point the S3 profile to it';
  return 'create one under a new name beside it; what exists keeps using the old one';
}

function migrateApplication(
  name: string,
  situation: Situation | undefined,
  fields: readonly string[],
): string {
  const spelling = fields.some((field) => field.endsWith('Ref'))
    ? 'if only the spelling of a reference differs (kind, apiVersion, namespace), write it as it is live; else '
    : '';
  const home = situation?.runsOn ?? 'the cluster where it runs';
  return `${spelling}migrate: (1) let Git say preferredCluster: ${home} and no action, and wait for Deployed/Completed, (2) remove the DRPlacementControl, and not its Placement, with a Removal document, (3) wait until ${name} and its VolumeReplicationGroups are gone, (4) apply it anew; it is unprotected until its first sync`;
}
