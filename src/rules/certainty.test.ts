import { describe, expect, it } from 'vitest';
import type { Config } from '../model/config.ts';
import { buildTopology } from '../topology/build-topology.ts';
import type { UnreadText } from '../topology/topology.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { configurationRules } from './configuration/rules.ts';
import type { Problem } from './define-rule.ts';
import { policyRules } from './policy/rules.ts';
import { storageRules } from './storage/rules.ts';

const config: Config = {
  hub: {},
  managedClusters: [],
  sources: [],
  ramen: {
    flavour: 'kubernetes',
    operatorNamespace: 'ramen-system',
    clusterOperatorNamespace: 'ramen-system',
    opsNamespace: 'ramen-ops',
    mode: 'hub',
  },
  rules: {},
  gates: { removals: { max: 1 } },
  takeOver: [],
};

interface World {
  readonly texts: readonly string[];
  readonly unread?: readonly UnreadText[];
  readonly change?: Partial<Config>;
}

/** Ids and problems of the three topics, without what could not be judged. */
function problemsOf({ texts, unread = [], change = {} }: World): readonly { id: string; problem: Problem }[] {
  const { manifests } = parseFile({ path: 'a.yaml', text: texts.join('---\n') });
  const topology = buildTopology(manifests, { ...config, ...change }, unread);
  return [...configurationRules, ...policyRules, ...storageRules].flatMap((rule) =>
    [...rule.check(topology, 0)].flatMap((problem) =>
      'unjudged' in problem ? [] : [{ id: rule.id, problem }],
    ),
  );
}

function idsOf(world: World): readonly string[] {
  return problemsOf(world).map(({ id }) => id);
}

const policy = (name: string, interval = '5m', clusters = 'dr1, dr2') =>
  `apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRPolicy\nmetadata: { name: ${name} }\nspec: { schedulingInterval: "${interval}", drClusters: [${clusters}] }\n`;

const labels = (cluster: string, id: string, more = '') =>
  `annotations: { ramen-sync.io/cluster: "${cluster}" }, labels: { ramendr.openshift.io/storageid: "${id}"${more} }`;
const pair = ', ramendr.openshift.io/replicationid: pair';

const storageClass = (cluster: string, id: string, more = pair) =>
  `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: rbd, ${labels(cluster, id, more)} }\nprovisioner: rbd.csi.example.com\n`;

const replicationClass = (cluster: string, id: string, interval = '5m') =>
  `apiVersion: replication.storage.openshift.io/v1alpha1\nkind: VolumeReplicationClass\nmetadata: { name: vrc-${interval}, ${labels(cluster, id, pair)} }\nspec: { provisioner: rbd.csi.example.com, parameters: { schedulingInterval: ${interval} } }\n`;

const hubConfig = (namespace: string, endpoint = 'https://s3.example.com', bucket = 'ramen') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ramen-hub-operator-config, namespace: ${namespace} }\ndata:\n  ramen_manager_config.yaml: |\n    s3StoreProfiles:\n      - { s3ProfileName: one, s3Bucket: "${bucket}", s3CompatibleEndpoint: "${endpoint}", s3Region: x, s3SecretRef: { name: s3 } }\n`;

describe('storage of two clusters', () => {
  const oneSided = [
    policy('p5m'),
    storageClass('dr1', 'a'),
    replicationClass('dr1', 'a'),
    storageClass('dr2', 'b'),
  ];
  const unplaced = replicationClass('dr2', 'b').replace(
    'annotations: { ramen-sync.io/cluster: "dr2" }, ',
    '',
  );

  it('a class that one cluster lacks is found once, however many policies there are', () => {
    const texts = [...oneSided, ...Array.from({ length: 30 }, (_, index) => policy(`more-${index}`))];
    expect(idsOf({ texts })).toEqual(['replication-class-missing']);
  });

  it.each<readonly [string, World]>([
    ['nothing of the other cluster is here', { texts: oneSided.slice(0, 3) }],
    ['a class of the kind is placed nowhere', { texts: [...oneSided, unplaced] }],
    [
      'a text that mentions the kind could not be read',
      {
        texts: oneSided,
        unread: [{ file: 'b.yaml', text: 'kind: VolumeReplicationClass\n: [' }],
      },
    ],
    ['a file could not be read at all', { texts: oneSided, unread: [{ file: 'b.yaml' }] }],
    ['there is no policy', { texts: oneSided.slice(1) }],
  ])('nothing is missing where %s', (_, world) => {
    expect(idsOf(world)).toEqual([]);
  });

  const both = [
    storageClass('dr1', 'a'),
    replicationClass('dr1', 'a'),
    storageClass('dr2', 'b'),
    replicationClass('dr2', 'b'),
  ];

  it.each<readonly [string, readonly string[], readonly string[]]>([
    [
      'a class more than there are policies',
      [...both, policy('p5m'), replicationClass('dr1', 'a', '15m')],
      [],
    ],
    ['no class of the interval', [...both, policy('p1h', '1h')], ['interval-differs', 'interval-differs']],
    [
      'a second policy whose interval no class has, and none to spare',
      [...both, policy('p5m'), policy('p1h', '1h')],
      [],
    ],
    [
      'two classes that policies tell apart by a label',
      [
        ...both,
        replicationClass('dr1', 'a').replace('vrc-5m', 'flat').replace(pair, `${pair}, flatten: force`),
        policy('p5m').replace('] }', '], replicationClassSelector: { matchLabels: { flatten: force } } }'),
      ],
      ['class-selector-mismatch'],
    ],
    [
      'two classes that one policy does not tell apart',
      [
        ...both,
        replicationClass('dr1', 'a').replace('vrc-5m', 'flat').replace(pair, `${pair}, flatten: force`),
        policy('p5m'),
      ],
      ['replication-class-ambiguous'],
    ],
    ['two Metro policies', [policy('one', ''), policy('two', '', 'dr2, dr3')], ['metro-overlap']],
    ['Metro as consoles write it', [policy('metro', '0m'), storageClass('dr1,dr2', 'same', '')], []],
    ['zero for two storages', [policy('zero', '0m'), ...both], ['interval-zero']],
    [
      'Metro of two storages',
      [policy('metro', ''), storageClass('dr1', 'a', ''), storageClass('dr2', 'b', '')],
      ['metro-storage-differs'],
    ],
  ])('%s', (_, texts, expected) => {
    expect(idsOf({ texts })).toEqual(expected);
  });
});

describe('one S3 profile for both clusters', () => {
  const cluster = (name: string) =>
    `apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRCluster\nmetadata: { name: ${name} }\nspec: { s3ProfileName: one }\n`;

  it.each<readonly [string, string, readonly string[]]>([
    ['dr1, dr2', 'https://s3.example.com', []],
    ['dr1, dr2', 'https://minio.dr1.example.com', ['s3-profile-of-one-cluster']],
    ['dr1, dr2', 'https://minio-dr2.example.com', ['s3-profile-of-one-cluster']],
    ['dr1, dr10', 'https://minio.dr10.example.com', ['s3-profile-of-one-cluster']],
    ['dr, dr-2', 'https://dr-dr-2.example.com', []],
    ['us-east-1, us-west-2', 'https://s3.us-east-1.amazonaws.com', []],
    ['east, west', 'https://s3.northeast.example.com', []],
  ])('%s at %s', (clusters, endpoint, expected) => {
    const names = clusters.split(', ');
    const texts = [hubConfig('ramen-system', endpoint), policy('p5m', '5m', clusters), ...names.map(cluster)];
    expect(idsOf({ texts })).toEqual(expected);
  });
});

describe("Ramen's configuration", () => {
  const openshift = {
    flavour: 'openshift',
    operatorNamespace: 'openshift-operators',
    clusterOperatorNamespace: 'openshift-dr-system',
    opsNamespace: 'openshift-dr-ops',
    mode: 'hub',
  } as const;

  it.each<readonly [string, string, Partial<Config>, readonly string[]]>([
    ['nobody says where the operator is', 'openshift-operators', {}, []],
    ['an installation of its own, without a config', 'dr-operators', {}, []],
    [
      'an installation of its own, with a config that does not say so',
      'dr-operators',
      { file: 'ramen-sync.yaml' },
      ['config-map-namespace'],
    ],
    ['the namespace of applications', 'ramen-ops', {}, ['config-map-namespace']],
    [
      'another flavour than configured',
      'ramen-system',
      { file: 'ramen-sync.yaml', ramen: openshift },
      ['config-map-namespace'],
    ],
    ['as configured', 'openshift-operators', { file: 'ramen-sync.yaml', ramen: openshift }, []],
  ])('%s', (_, namespace, change, expected) => {
    expect(idsOf({ texts: [hubConfig(namespace)], change })).toEqual(expected);
  });

  it.each<readonly [string, string]>([
    ['https://\u0024{S3_HOST}', 'ramen'],
    ['https://s3.example.com', '\u0024{BUCKET}'],
    ['{{ .Values.endpoint }}', 'ramen'],
  ])('tokens that a tool fills in are no mistakes: %s %s', (endpoint, bucket) => {
    expect(idsOf({ texts: [hubConfig('ramen-system', endpoint, bucket)] })).toEqual([]);
  });

  it.each<readonly [string, string | undefined]>([
    ['https://10.0.0.7:9000', undefined],
    ['https://[2001:db8::1]:9000', undefined],
    ['https://minio.store.svc.clusterset.local', undefined],
    ['https://minio.store.svc', 's3-endpoint-cluster-local'],
    ['http://minio:9000', 's3-endpoint-cluster-local'],
    ['http://127.0.0.1:9000', 's3-endpoint-cluster-local'],
    ['http://s3.example.com', 's3-endpoint-plain-http'],
    ['s3.example.com', 's3-endpoint-invalid'],
    ['10.0.0.7:9000', 's3-endpoint-invalid'],
    ['s3.example.com:443', 's3-endpoint-invalid'],
    ['https://', 's3-endpoint-invalid'],
    ['https://s3.example.com:port', 's3-endpoint-invalid'],
    ['s3://ramen', 's3-endpoint-invalid'],
  ])('%s: %s', (endpoint, expected) => {
    expect(idsOf({ texts: [hubConfig('ramen-system', endpoint)] })).toEqual(
      expected === undefined ? [] : [expected],
    );
  });

  it('a credential is in no finding', () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: { name: s3, namespace: ramen-system }\nstringData: { aws_access_key_id: ${value}, AWS_SECRET_ACCESS_KEY: " ${value}" }\n`;
    const found = problemsOf({ texts: [hubConfig('ramen-system'), secret('hunter2')] });
    expect(found.map(({ id }) => id).sort()).toEqual([
      's3-secret-keys',
      's3-secret-value',
      'secret-in-plain-text',
    ]);
    for (const { problem } of found) {
      const { manifest: _, within: _text, related: __, ...words } = problem;
      expect(JSON.stringify(words)).not.toContain('hunter2');
    }
  });
});
