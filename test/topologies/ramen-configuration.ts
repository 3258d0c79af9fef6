import type { JsonObject } from '../../src/model/json.ts';
import { dumpYaml } from '../../src/yaml/dump-yaml.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import { group, named, type PlacedObject } from './placed-object.ts';
import type { ProfileFacts, World } from './world.ts';

/** The hub's whole configuration, in one of its two spellings. */
export function drawConfiguration(chance: Chance, world: World): PlacedObject {
  const value = configurationOf(chance, world);
  const name = 'ramen-hub-operator-config';
  if (chance.often(35)) {
    const full = { name, namespace: world.operatorNamespace };
    const metadata = world.flavour === 'openshift' ? full : pickOne<JsonObject>(chance, [{}, full]);
    const { apiVersion = '', kind = '', ...rest } = value;
    const isBare = Object.keys(metadata).length === 0;
    return { part: 'configuration', object: { apiVersion, kind, ...(isBare ? {} : { metadata }), ...rest } };
  }
  const text = chance.often(10) ? JSON.stringify(value) : dumpYaml(value);
  const comment = chance.often(30) ? '# written by the platform team\n' : '';
  return {
    part: 'configuration',
    object: named(
      'v1',
      'ConfigMap',
      { name, namespace: world.operatorNamespace, ...backupLabel(chance) },
      { data: { 'ramen_manager_config.yaml': `${comment}${text}` } },
    ),
  };
}

function backupLabel(chance: Chance): JsonObject {
  return chance.often(20) ? { labels: { 'cluster.open-cluster-management.io/backup': 'ramen' } } : {};
}

/** Without automation each cluster has its own in Git. */
export function drawClusterConfigurations(chance: Chance, world: World): readonly PlacedObject[] {
  if (world.isAutomated) return [];
  const name = 'ramen-dr-cluster-operator-config';
  const metadata = { name, namespace: world.clusterOperatorNamespace };
  const text = dumpYaml(clusterConfigurationOf(chance, world));
  const object = named('v1', 'ConfigMap', metadata, { data: { 'ramen_manager_config.yaml': text } });
  return world.clusters.map((cluster) => ({ part: 'configuration', object, cluster: cluster.name }));
}

/** Complete: what a partial configuration leaves out is off until the operator starts again. */
function configurationOf(chance: Chance, world: World): JsonObject {
  const isOn = world.isAutomated;
  return {
    ...head,
    ...(chance.often(20) ? { ramenControllerType: 'dr-hub' } : {}),
    maxConcurrentReconciles: pickOne(chance, [1, 50, 100]),
    leaderElection: { leaderElect: true, resourceName: 'hub.ramendr.openshift.io' },
    drClusterOperator: { deploymentAutomationEnabled: isOn, s3SecretDistributionEnabled: isOn },
    ...common(chance, world),
    multiNamespace: { FeatureEnabled: true, volsyncSupported: true },
    volumeUnprotectionEnabled: true,
    retainNamespaceSCCAcrossPeers: true,
  };
}

function clusterConfigurationOf(chance: Chance, world: World): JsonObject {
  return {
    ...head,
    ...(chance.often(20) ? { ramenControllerType: 'dr-cluster' } : {}),
    maxConcurrentReconciles: 50,
    leaderElection: { leaderElect: true, resourceName: 'dr-cluster.ramendr.openshift.io' },
    ...common(chance, world),
    multiNamespace: { FeatureEnabled: true, volsyncSupported: true },
    volumeUnprotectionEnabled: true,
  };
}

const head = { apiVersion: group.ramen, kind: 'RamenConfig' };

function common(chance: Chance, world: World): JsonObject {
  return {
    health: { healthProbeBindAddress: ':8081' },
    metrics: { bindAddress: pickOne(chance, ['0.0.0.0:9289', '127.0.0.1:8080', '0']) },
    ramenOpsNamespace: world.opsNamespace,
    ...(chance.often(40) ? { volSync: volSync(chance) } : {}),
    kubeObjectProtection: {
      ...(chance.often(30) ? { disabled: false } : {}),
      veleroNamespaceName: world.veleroNamespace,
    },
    s3StoreProfiles: chance.shuffle(world.profiles.map((profile) => profileOf(chance, world, profile))),
  };
}

function volSync(chance: Chance): JsonObject {
  return {
    disabled: false,
    ...(chance.often(50) ? { destinationCopyMethod: pickOne(chance, ['Direct', 'Snapshot']) } : {}),
  };
}

function profileOf(chance: Chance, world: World, profile: ProfileFacts): JsonObject {
  const isOneNamespace = world.operatorNamespace === world.clusterOperatorNamespace;
  return {
    s3ProfileName: profile.name,
    s3Bucket: profile.bucket,
    s3CompatibleEndpoint: profile.endpoint,
    s3Region: profile.region,
    s3SecretRef: {
      name: profile.secret,
      ...(isOneNamespace && chance.often(30) ? { namespace: world.operatorNamespace } : {}),
    },
  };
}
