import { getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import { listNames, type Neighbours } from '../neighbours.ts';
import type { ConfigPart } from '../ramen-config/config-parts.ts';
import { defineGate, type Refusal } from './define-gate.ts';

/** Ramen's configuration is read at every reconcile: what is taken from it is taken from running protection. */
export const configUsed = defineGate({
  id: 'config-used',
  summary: "A part of Ramen's configuration that is in use would go away or point elsewhere.",
  why: `Ramen keeps what it needs to start an application elsewhere in the S3 store of a profile, and looks only where the profile
points now: with another bucket or endpoint a failover finds no volumes to restore. Without deploymentAutomationEnabled Ramen
withdraws its operator, configuration and secrets from the managed clusters; a false that the operator itself has lost at a
start is put back without asking. With another ramenOpsNamespace it no longer looks
after the applications in the old one. (Ramen: internal/controller/ramenconfig.go, s3utils.go, drclusters.go, drClusterDeploy.)`,
  asksNeighbours: true,
  appliesTo: ({ operation, config }) => operation === 'update' && config !== undefined,
  judge: ({ config, neighbours }) =>
    config === undefined
      ? undefined
      : (usedProfile(config, neighbours) ??
        automation(config, neighbours) ??
        opsNamespace(config, neighbours)),
  examples: [
    {
      title: 'another bucket for a profile that is in use',
      live: '',
      git: 'profile minio-on-dr2: { s3Bucket: other }',
      stops: {
        message:
          'S3 profile minio-on-dr2 would have another s3Bucket, but DRCluster dr2 uses it for shop/cart: a failover would no longer find what Ramen keeps in the old store',
        help: "copy the old store's content to the new one first, or add a profile under a new name; then allow it by name",
      },
    },
    {
      title: 'Ramen no longer deploys to the clusters',
      live: '',
      git: 'RamenConfig: { drClusterOperator: { deploymentAutomationEnabled: false } }',
      stops: {
        message:
          'deploymentAutomationEnabled would become false: Ramen would withdraw its operator and configuration from dr1 and dr2, and nothing would look after the applications there',
        help: 'first install the dr-cluster operator, its ConfigMap and the S3 Secrets on each managed cluster by another way, then allow it by name',
      },
    },
    {
      title: 'another namespace for discovered applications',
      live: 'others: [ramen-ops/vm-1]',
      git: 'RamenConfig: { ramenOpsNamespace: dr-ops }',
      stops: {
        message:
          'ramenOpsNamespace would change from ramen-ops to dr-ops: Ramen would no longer look after ramen-ops/vm-1',
        help: 'remove the protection of what is in ramen-ops first and protect it anew in dr-ops, then allow it by name',
      },
    },
    {
      title: 'another namespace while nothing is protected in the old one',
      live: '',
      git: 'RamenConfig: { ramenOpsNamespace: dr-ops }',
    },
    {
      title: 'a setting that moves nothing',
      live: '',
      git: 'RamenConfig: { maxConcurrentReconciles: 10 }',
    },
  ],
});

/** Where a profile's store is: everything else about it may change under an application. */
const places = ['s3Bucket', 's3CompatibleEndpoint'] as const;

function usedProfile(
  { live, wanted, profile: changed }: ConfigPart,
  neighbours: Neighbours | undefined,
): Refusal | undefined {
  const next = profilesIn(wanted);
  for (const [name, profile] of profilesIn(live)) {
    if (name !== changed) continue;
    const now = next.get(name);
    const moved = places.filter(
      (key) => now !== undefined && getString(profile, [key]) !== getString(now, [key]),
    );
    if (now !== undefined && moved.length === 0) continue;
    const users = usersOf(name, neighbours);
    if (users === '') continue;
    const what = now === undefined ? 'would go away' : `would have another ${moved.join(' and ')}`;
    return {
      message: `S3 profile ${name} ${what}, but ${users}: a failover would no longer find what Ramen keeps in the old store`,
      help: `copy the old store's content to the new one first, or add a profile under a new name; then allow it by name`,
    };
  }
  return undefined;
}

function profilesIn(config: JsonObject): ReadonlyMap<string, JsonObject> {
  const profiles = getAt(config, ['s3StoreProfiles']);
  return new Map(
    (isArray(profiles) ? profiles : []).flatMap((profile) =>
      isObject(profile) ? [[getString(profile, ['s3ProfileName']) ?? '', profile] as const] : [],
    ),
  );
}

/** Empty where nobody uses the profile; the unknown counts as used. */
function usersOf(profile: string, neighbours: Neighbours | undefined): string {
  if (neighbours?.drClusters === undefined) return 'which DRClusters use it cannot be read';
  const users = neighbours.drClusters.filter(
    (cluster) => getString(cluster, ['spec', 's3ProfileName']) === profile,
  );
  const names = users.map((cluster) => getString(cluster, ['metadata', 'name']) ?? '');
  if (names.length === 0) return '';
  const applications = (neighbours.applications ?? []).filter(({ situation }) =>
    names.some((name) => situation.policyClusters.includes(name)),
  );
  const protecting =
    applications.length === 0 ? '' : ` for ${listNames(applications.map(({ name }) => name))}`;
  return `DRCluster ${listNames(names)} uses it${protecting}`;
}

function automation(
  { live, wanted, changes }: ConfigPart,
  neighbours: Neighbours | undefined,
): Refusal | undefined {
  const path = ['drClusterOperator', 'deploymentAutomationEnabled'];
  if (getAt(live, path) !== true || getAt(wanted, path) !== false) return undefined;
  // Git has had its false before: the operator lost it at a start, and deploys until it is back.
  if (changes.find((change) => jsonEquals(change.path, path))?.origin === 'live') return undefined;
  const names = neighbours?.drClusters?.map((cluster) => getString(cluster, ['metadata', 'name']) ?? '');
  if (names?.length === 0) return undefined;
  return {
    message: `deploymentAutomationEnabled would become false: Ramen would withdraw its operator and configuration from ${names === undefined ? 'every managed cluster' : listNames(names)}, and nothing would look after the applications there`,
    help: 'first install the dr-cluster operator, its ConfigMap and the S3 Secrets on each managed cluster by another way, then allow it by name',
  };
}

function opsNamespace({ live, wanted }: ConfigPart, neighbours: Neighbours | undefined): Refusal | undefined {
  const old = getString(live, ['ramenOpsNamespace']);
  const next = getString(wanted, ['ramenOpsNamespace']);
  if (old === undefined || old === '' || old === next) return undefined;
  const there = neighbours?.applications?.filter(({ name }) => name.startsWith(`${old}/`));
  if (there?.length === 0) return undefined;
  const who =
    there === undefined
      ? 'the applications there, which cannot be read'
      : listNames(there.map(({ name }) => name));
  return {
    message: `ramenOpsNamespace would change from ${old} to ${next ?? 'none'}: Ramen would no longer look after ${who}`,
    help: `remove the protection of what is in ${old} first and protect it anew in ${next ?? 'the new namespace'}, then allow it by name`,
  };
}
