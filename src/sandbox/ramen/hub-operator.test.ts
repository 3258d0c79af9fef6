import { describe, expect, it } from 'vitest';
import { getAt, getString, setAt } from '../../model/field-path.ts';
import { listOf } from './metadata.ts';
import {
  drClusterOf,
  type Ground,
  ground,
  managedOf,
  readConfig,
  wordsOf,
  writeConfig,
} from './testing/ground.ts';

const validated = '+Succeeded: Validated the cluster';
const withoutAutomation = `drClusterOperator:
  deploymentAutomationEnabled: false
  s3SecretDistributionEnabled: false
`;

/** Kinds in the ManifestWork `ramen-dr-cluster` of dr1. */
function sentKinds({ world }: Ground): string[] {
  const work = world.hub.get('ManifestWork', 'dr1', 'ramen-dr-cluster') ?? {};
  return listOf(work, ['spec', 'workload', 'manifests']).map((each) => getString(each, ['kind']) ?? '');
}

function restart({ world, ramen }: Ground): void {
  ramen.restartHubOperator();
  world.pass(3000);
}

it('a false is lost at the first start, and at the second the whole operator is sent (falseLost)', () => {
  const stage = ground();
  writeConfig(stage.world, withoutAutomation + readConfig(stage.world));
  stage.world.pass(1000);
  restart(stage);
  expect(readConfig(stage.world)).not.toMatch(/AutomationEnabled|DistributionEnabled/);
  const roles = Array.from({ length: 5 }, () => 'ClusterRole');
  expect(sentKinds(stage)).toEqual(roles);
  restart(stage);
  for (const flag of ['deploymentAutomationEnabled', 's3SecretDistributionEnabled'])
    expect(readConfig(stage.world)).toContain(`${flag}: true`);
  expect(sentKinds(stage)).toEqual([
    ...roles,
    'Namespace',
    'Namespace',
    'ClusterRole',
    'OperatorGroup',
    'ConfigMap',
    'Subscription',
  ]);
  const copy = managedOf(stage.world, 'dr1').get(
    'ConfigMap',
    'ramen-system',
    'ramen-dr-cluster-operator-config',
  );
  const text = getString(copy, ['data', 'ramen_manager_config.yaml']);
  expect(text).toContain('resourceName: dr-cluster.ramendr.openshift.io');
  expect(text?.replace('dr-cluster.ramendr', 'hub.ramendr')).toBe(readConfig(stage.world));
  expect(wordsOf(drClusterOf(stage.world, 'dr1'))).toBe(validated);
});

it('puts its backup label on the ConfigMap, whatever stood there, and takes it from OLM', () => {
  const stage = ground();
  const { hub } = stage.world;
  const found = hub.get('ConfigMap', 'ramen-system', 'ramen-hub-operator-config') ?? {};
  const labels = {
    mine: 'yes',
    'olm.managed': 'true',
    'cluster.open-cluster-management.io/backup': 'resource',
  };
  const olm = {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    name: 'x',
    uid: 'u',
  };
  const owned = setAt(setAt(found, ['metadata', 'labels'], labels), ['metadata', 'ownerReferences'], [olm]);
  hub.update(owned, 'test');
  restart(stage);
  const after = hub.get('ConfigMap', 'ramen-system', 'ramen-hub-operator-config');
  expect(getAt(after, ['metadata', 'labels'])).toEqual({
    mine: 'yes',
    'cluster.open-cluster-management.io/backup': 'ramen',
  });
  expect(getAt(after, ['metadata', 'ownerReferences'])).toBeUndefined();
});

it('makes a configuration without a single profile where there is none', () => {
  const stage = ground(({ hub }) => hub.remove('ConfigMap', 'ramen-system', 'ramen-hub-operator-config'));
  expect(wordsOf(drClusterOf(stage.world, 'dr1'))).toMatch(/^-ConfigMapGetFailed/);
  restart(stage);
  expect(readConfig(stage.world)).not.toContain('s3StoreProfiles');
  expect(wordsOf(drClusterOf(stage.world, 'dr1'))).toMatch(
    /^-s3ConnectionFailed: .*not found in RamenConfig$/,
  );
});

describe('does not come up', () => {
  it.each([
    ['a text that is no YAML', 'a: ['],
    ['a text that does not fit the types', 'maxConcurrentReconciles: "many"'],
  ])('with %s; nobody looks at anything until it is put right', (_, text) => {
    const stage = ground();
    const before = readConfig(stage.world);
    stage.world.hub.remove('DRPolicy', undefined, 'policy');
    stage.world.pass(1000);
    writeConfig(stage.world, text);
    stage.world.pass(1000);
    expect(wordsOf(drClusterOf(stage.world, 'dr1'))).toMatch(/^-ConfigMapGetFailed: error /);
    expect(stage.ramen.hubOperatorCrash()).toBeUndefined();
    restart(stage);
    expect(stage.ramen.hubOperatorCrash()).toBe(
      'ramen_manager_config.yaml of ConfigMap ramen-system/ramen-hub-operator-config cannot be read',
    );
    // Letting a DRCluster go takes no configuration, and is not done either.
    stage.world.hub.remove('DRCluster', undefined, 'dr2');
    stage.world.pass(10_000);
    expect(stage.world.hub.get('DRCluster', undefined, 'dr2')).toBeDefined();
    writeConfig(stage.world, before);
    stage.world.pass(3000);
    expect(stage.ramen.hubOperatorCrash()).toBeUndefined();
    expect(wordsOf(drClusterOf(stage.world, 'dr1'))).toBe(validated);
    expect(stage.world.hub.get('DRCluster', undefined, 'dr2')).toBeUndefined();
  });

  it('but takes a key that it does not know, and drops it', () => {
    const stage = ground();
    writeConfig(stage.world, `veleroNamespaceName: mine\n${readConfig(stage.world)}`);
    restart(stage);
    expect(stage.ramen.hubOperatorCrash()).toBeUndefined();
    expect(readConfig(stage.world)).not.toContain('mine');
  });
});
