/** Where a secret value may be that ramen-sync gets to see. */
export const secretNames = [
  'stringData',
  'data',
  'live',
  'lastApplied',
  'endpoint',
  'accessKey',
  'token',
  'header',
  'liveEndpoint',
  'liveKey',
  'gitRemote',
  'kubeToken',
  'password',
  'execEnvironment',
  'helperOutput',
  'proxy',
  'serverUser',
  'envProxy',
] as const;

export type SecretValues = Readonly<Record<(typeof secretNames)[number], string>>;

/** Ramen's configuration, spoilt in ways that make a linter quote it. */
export function brokenConfigs(text: string, values: SecretValues): Readonly<Record<string, string>> {
  const token = `token: ${values.token}`;
  const inside = text.split('ramen_manager_config.yaml: |\n')[1] ?? '';
  const plain = inside.split('\n').map((line) => line.slice(4));
  const endpoint = /https:\/\/admin\S+/.exec(text)?.[0] ?? '';
  return {
    'an open bracket': text.replace('auth: {', 'auth: [{'),
    'an open quote': text.replace(token, token.replace(': ', ': "')),
    'a key twice': text.replace(`    ${token}\n`, `    ${token}\n    ${token}\n`),
    'a tab': text.replace('    token:', '    \ttoken:'),
    'another scheme': text.replace('https://admin', 'ftp://admin'),
    'plain HTTP': text.replace('https://admin', 'http://admin'),
    'no host': text.replace('@minio.dr1.example.com:9000', '@'),
    'a blank in the host': text.replace('@minio.dr1', '@minio dr1'),
    'a host of the cluster': text.replace('minio.dr1.example.com', 'minio.minio.svc'),
    'one store twice': text.replace('https://minio.dr2.example.com:9000', endpoint),
    'a region that is a list': text.replace(
      's3Region: us-east-1',
      `secretRegion: [${values.accessKey}]\n        s3Region: [a]`,
    ),
    'a section in the wrong place': text.replace(
      '    s3StoreProfiles:',
      '    volSync:\n     s3StoreProfiles:',
    ),
    'a plain document': [
      'apiVersion: ramendr.openshift.io/v1alpha1',
      'kind: RamenConfig',
      ...plain.filter((line) => !/^(?:apiVersion|kind)/.test(line)),
    ].join('\n'),
    'another key': text.replace('ramen_manager_config.yaml:', 'ramen-manager-config.yaml:'),
    'two of them': `${text}\n---\n${text}`,
    'no block': text.replace('ramen_manager_config.yaml: |', 'ramen_manager_config.yaml:'),
    'one line': text.replace(
      /ramen_manager_config\.yaml: \|\n[\s\S]*/,
      `ramen_manager_config.yaml: ${JSON.stringify(plain.join('\n'))}\n`,
    ),
    'a broken document': text.replace('metadata:', 'metadata: {'),
    'a Secret that is not there': text.replace('name: s3-dr1', 'name: s3-nowhere'),
  };
}

/** A file of Secrets, spoilt likewise. */
export function brokenSecrets(text: string, values: SecretValues): Readonly<Record<string, string>> {
  const value = values.stringData;
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's3-dr1', namespace: 'ramen-system' },
    stringData: { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: value },
  };
  const items = text.split('---\n').map((document) => document.replace(/^#.*\n/gm, '').trim());
  return {
    'no base64': text.replace(Buffer.from(values.data).toString('base64'), `${values.data}!`),
    'a list': text.replace(value, `[${value}]`),
    'an open quote': text.replace(value, `"${value}`),
    'an anchor': text.replace(value, `&a ${value}\n  X: *a\n  Y: *b`),
    'a key twice': text.replace('AWS_ACCESS_KEY_ID: example-key-of-dr1', `AWS_SECRET_ACCESS_KEY: ${value}`),
    'another kind': text.replace('kind: Secret', 'kind: Sekret'),
    'no kind': text.replace('kind: Secret\n', ''),
    immutable: text.replace('stringData:', 'immutable: true\nstringData:'),
    'a block': text.replace(value, `|\n   ${value}\n  bad`),
    'a List': `apiVersion: v1\nkind: List\nitems:\n${items.map((item) => `- ${item.split('\n').join('\n  ')}`).join('\n')}\n  bogus: 1\n`,
    'cut off JSON': JSON.stringify(object, undefined, 1).slice(0, -1),
    'JSON with a strange field': JSON.stringify({ ...object, bogus: value }),
    'a tab': text.replace('  AWS_SECRET', '\tAWS_SECRET'),
    'a section misspelt': text.replace('stringData:', 'stringdata:'),
    'blanks around it': text.replace(value, `" ${value} "`),
    'CRLF and a section misspelt': text.replaceAll('\n', '\r\n').replace('stringData', 'stringdata'),
    'a byte order mark and a section misspelt': `\ufeff${text.replace('stringData', 'stringdata')}`,
    'braces with a key twice': text.replace(
      /stringData:\n.*\n.*\n/,
      `stringData: { AWS_ACCESS_KEY_ID: a, AWS_SECRET_ACCESS_KEY: "${value}", AWS_SECRET_ACCESS_KEY: b }\n`,
    ),
    'half encrypted': text.replace('stringData:', 'sops: { mac: x }\nstringData:'),
  };
}

/** Ways in that do not work, each with a secret in it. */
export function kubeconfigs(url: string, values: SecretValues): Readonly<Record<string, string>> {
  const dead = 'https://127.0.0.1:1';
  const exec = (command: string, ...args: readonly string[]) => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command,
      args,
      env: [{ name: 'HELPER_TOKEN', value: values.execEnvironment }],
      interactiveMode: 'Never',
    },
  });
  const token = { token: values.kubeToken };
  const encoded = (text: string): string => encodeURIComponent(text);
  return {
    'a token that is refused': kubeconfig({ server: url }, token),
    'a password that is refused': kubeconfig({ server: url }, { username: 'u', password: values.password }),
    'a helper that fails': kubeconfig(
      { server: url },
      exec('sh', '-c', `echo ${values.helperOutput} >&2; exit 1`),
    ),
    'a helper that talks': kubeconfig({ server: url }, exec('sh', '-c', `echo ${values.helperOutput}`)),
    'a helper that is not there': kubeconfig(
      { server: url },
      exec('/nowhere/helper', values.execEnvironment),
    ),
    'a proxy': kubeconfig(
      { server: 'https://hub.example.com', 'proxy-url': `http://u:${encoded(values.proxy)}@127.0.0.1:1` },
      token,
    ),
    'a proxy that is none': kubeconfig(
      { server: 'https://hub.example.com', 'proxy-url': `nonsense://u:${values.proxy}@` },
      token,
    ),
    'a server with a user': kubeconfig(
      { server: `https://u:${encoded(values.serverUser)}@127.0.0.1:1` },
      token,
    ),
    'a server that is none': kubeconfig({ server: `https://u:${values.serverUser}@ bad` }, token),
    'a server without scheme': kubeconfig({ server: `u:${values.serverUser}@bad` }, token),
    'no YAML': `a: [${values.kubeToken}\n${values.password}: {`,
    'a token with a line break': kubeconfig({ server: url }, { token: `${values.kubeToken}\nx` }),
    'a key that is none': kubeconfig(
      { server: dead },
      {
        'client-certificate-data': Buffer.from('x').toString('base64'),
        'client-key-data': Buffer.from(values.kubeToken).toString('base64'),
      },
    ),
    'a provider': kubeconfig(
      { server: url },
      {
        'auth-provider': {
          name: 'oidc',
          config: {
            'id-token': values.kubeToken,
            'client-secret': values.execEnvironment,
            'idp-issuer-url': dead,
          },
        },
      },
    ),
  };
}

function kubeconfig(cluster: object, user: object): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'hub',
    contexts: ['hub', 'dr1', 'dr2'].map((name) => ({ name, context: { cluster: 'c', user: 'u' } })),
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
  });
}
