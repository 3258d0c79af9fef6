import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canary, findTraces, tracesOf } from '../support/canaries.ts';
import { cartPath, type DrStage, openDrStage, tokenOf } from '../support/dr-stage.ts';
import { type EchoingProxy, startEchoingProxy } from '../support/echoing-proxy.ts';
import {
  brokenConfigs,
  brokenSecrets,
  kubeconfigs,
  type SecretValues,
  secretNames,
} from '../support/secret-places.ts';

const secretPath = '/api/v1/namespaces/ramen-system/secrets/s3-dr1';
const configPath = '/api/v1/namespaces/ramen-system/configmaps/ramen-hub-operator-config';
const configFile = 'hub/ramen-config.yaml';
const secretFile = 'hub/s3-secrets.yaml';

const values = Object.fromEntries(secretNames.map((name) => [name, canary(name)])) as SecretValues;

/** Every command, in every format, verbose, while secrets are where they belong, where they do not, broken and refused. */
describe('secret values', () => {
  const printed: (readonly [moment: string, text: string])[] = [];
  const used: string[] = [];
  let stage: DrStage;
  let proxy: EchoingProxy;

  const say = async (moment: string, args: readonly string[], env = {}): Promise<string> => {
    const { status, stdout, stderr } = await stage.cli(args, { env });
    printed.push([`${moment}: ${args.join(' ')}`, `${status}\n${stdout}${stderr}`]);
    return stdout + stderr;
  };
  /** One run that writes every format to a file of its own. */
  const sayAll = async (
    moment: string,
    command: readonly string[],
    formats: readonly string[],
  ): Promise<void> => {
    const folder = join(stage.repo.path, '.git', 'reports');
    mkdirSync(folder, { recursive: true });
    const outputs = formats.flatMap((format) => ['-o', `${format}=${join(folder, format)}`]);
    await say(moment, [...command, '-v', ...outputs]);
    for (const format of readdirSync(folder)) {
      printed.push([
        `${moment}: ${command.join(' ')} -o ${format}`,
        readFileSync(join(folder, format), 'utf8'),
      ]);
    }
    rmSync(folder, { recursive: true });
  };
  const lint = async (moment: string): Promise<void> => {
    const formats = ['text', 'concise', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'];
    await sayAll(moment, ['lint'], formats);
    await say(moment, ['lint', '--fix-dry-run']);
  };
  const plan = (moment: string): Promise<void> => sayAll(moment, ['plan'], ['text', 'json', 'markdown']);
  const snapshot = async (moment: string): Promise<void> => {
    const file = stage.beside('hub.json', '');
    await say(moment, ['snapshot', '-v', '--out', file]);
    printed.push([`${moment}: the file of the snapshot`, readFileSync(file, 'utf8')]);
    await sayAll(moment, ['plan', '--snapshot', file], ['text', 'json', 'markdown']);
  };
  const edit = (file: string, from: string, to: string): void => {
    used.push(to);
    stage.repo.edit(file, from, to);
  };
  const write = (file: string, text: string): void => {
    used.push(text);
    stage.repo.write(file, text);
  };

  beforeAll(async () => {
    stage = await openDrStage();
    proxy = await startEchoingProxy(stage.sandbox.urls.get('hub') ?? '');
    const { repo } = stage;
    const url = encodeURIComponent;
    edit(secretFile, 'example-secret-of-dr1', values.stringData);
    edit(
      secretFile,
      'stringData:\n  AWS_ACCESS_KEY_ID: example-key-of-dr2\n  AWS_SECRET_ACCESS_KEY: example-secret-of-dr2',
      `data:\n  AWS_ACCESS_KEY_ID: a2V5\n  AWS_SECRET_ACCESS_KEY: ${base64(values.data)}`,
    );
    edit(configFile, 'https://minio.dr1', `https://admin:${url(values.endpoint)}@minio.dr1`);
    edit(
      configFile,
      '      - s3ProfileName: minio-on-dr1\n',
      `      - s3ProfileName: minio-on-dr1\n        secretAccessKey: ${values.accessKey}\n`,
    );
    const strangers = `token: ${values.token}\n    auth: { header: "Bearer ${values.header}" }\n`;
    edit(configFile, 'ramenOpsNamespace: ramen-ops\n', `ramenOpsNamespace: ramen-ops\n    ${strangers}`);
    repo.git('remote', 'add', 'origin', `https://bot:${url(values.gitRemote)}@git.example.com/dr.git`);
    used.push(values.gitRemote);
    repo.commit('secrets');

    await lint('to create');
    await plan('to create');
    await snapshot('to create: predicted');
    await refusals();
    await say('to create', ['apply', '--yes', '-v', '-o', 'json']);
    await say('in step', ['apply', '--yes', '-v']);
    await drift();
    await snapshot('drift: predicted');
    await say('drift', ['plan', '--predict']).catch(() => undefined);
    await stage.patch(cartPath, { spec: { action: 'Failover', failoverCluster: 'dr2' } });
    for (const format of ['text', 'json']) await say('held', ['status', '-v', '-o', format]);
    await say('held', ['adopt', '-v', '--dry-run']);
    await say('help', ['explain', 'secret-in-plain-text']);
    await say('help', ['explain', 'secret/ramen-system/s3-dr1']);
    await brokenFiles();
    await strangeKubeconfigs();
  }, 580_000);
  afterAll(async () => {
    await proxy?.close();
    await stage?.close();
  });

  async function drift(): Promise<void> {
    const copy = { data: { key: base64(values.lastApplied) }, stringData: { key: values.lastApplied } };
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(copy) };
    const data = { AWS_SECRET_ACCESS_KEY: base64(values.live) };
    await stage.patch(secretPath, { data, metadata: { annotations } });
    const text = (stage.repo.read(configFile).split('ramen_manager_config.yaml: |\n')[1] ?? '')
      .replace(encodeURIComponent(values.endpoint), encodeURIComponent(values.liveEndpoint))
      .replace(values.accessKey, values.liveKey);
    await stage.patch(configPath, { data: { 'ramen_manager_config.yaml': text } });
    used.push(text, JSON.stringify(data), JSON.stringify(copy));
    await plan('drift');
    await snapshot('drift');
    await say('drift', ['apply', '--yes', '-v', '-o', 'json']);
    await say('drift', ['apply', '--yes', '-v']);
  }

  /** The server refuses every Secret and quotes it. */
  async function refusals(): Promise<void> {
    const echoing = stage.sandbox.kubeconfig.replaceAll(stage.sandbox.urls.get('hub') ?? '', proxy.url);
    const path = stage.beside('kubeconfig-echoing', echoing);
    for (const answer of [400, 401, 403, 404, 409, 413, 422, 500, 'text'] as const) {
      proxy.answer = answer;
      await sayAll(`refused with ${answer}`, ['plan', '--kubeconfig', path], ['text', 'json', 'markdown']);
      const apply = ['apply', '--yes', '--no-wait', '-v', '--request-timeout', '5s', '--kubeconfig', path];
      await say(`refused with ${answer}`, apply);
    }
    proxy.answer = undefined;
  }

  async function brokenFiles(): Promise<void> {
    const places = [
      { file: configFile, broken: brokenConfigs(stage.repo.read(configFile), values) },
      { file: secretFile, broken: brokenSecrets(stage.repo.read(secretFile), values) },
    ];
    for (const { file, broken } of places) {
      const whole = stage.repo.read(file);
      for (const [moment, text] of Object.entries(broken)) {
        expect(text, moment).not.toBe(whole);
        write(file, text);
        await lint(`${file}: ${moment}`);
        await say(`${file}: ${moment}`, ['plan', '-v']);
        await say(`${file}: ${moment}`, ['lint', '-v', '--against', 'HEAD']);
      }
      write(file, whole);
    }
  }

  async function strangeKubeconfigs(): Promise<void> {
    const env = { HTTPS_PROXY: `http://u:${encodeURIComponent(values.envProxy)}@127.0.0.1:1` };
    used.push(env.HTTPS_PROXY);
    for (const [moment, text] of Object.entries(kubeconfigs(stage.sandbox.urls.get('hub') ?? '', values))) {
      used.push(text);
      const path = stage.beside(`kubeconfig-${moment.replaceAll(' ', '-')}`, text);
      const more = ['-v', '--kubeconfig', path, '--request-timeout', '5s'];
      for (const command of ['plan', 'status', 'adopt']) await say(moment, [command, ...more], env);
      await say(moment, ['apply', '--yes', ...more], env);
      await say(moment, ['lint', '--crds-from-cluster', ...more], env);
    }
  }

  it('were really used, and the commands worked', () => {
    for (const [name, value] of Object.entries(values)) {
      const forms = [value, base64(value), encodeURIComponent(value)];
      expect(
        used.some((text) => forms.some((form) => text.includes(form))),
        name,
      ).toBe(true);
    }
    const all = new Map(printed);
    expect(all.get('to create: plan -o text')).toContain('+ secret/ramen-system/s3-dr1');
    expect(all.get('drift: plan -o text')).toMatch(
      /AWS_SECRET_ACCESS_KEY: \(sensitive #\d+\) -> \(sensitive #\d+\)/,
    );
    expect(all.get('drift: plan -o text')).toMatch(/https:\/\/\(sensitive #\d+\)@minio\.dr1/);
    expect(all.get('drift: the file of the snapshot')).toContain('"AWS_SECRET_ACCESS_KEY":"(withheld)"');
    expect(all.get('drift: the file of the snapshot')).toContain('https://(withheld)@minio.dr1');
    const [, refused] = printed.find(([moment]) => /^refused with 422: plan .*-o text$/.test(moment)) ?? [];
    expect(refused).toContain('data[AWS_SECRET_ACCESS_KEY] (FieldValueInvalid)');
    expect(all.get(`${secretFile}: a list: lint -o text`)).toContain('********');
    expect(printed.length).toBeGreaterThan(400);
  });

  it.each(secretNames)('are nowhere: %s', (name) => {
    expect(findTraces({ [name]: values[name] }, printed)).toEqual([]);
  });

  it('of the kubeconfig in use are nowhere', () => {
    expect(findTraces({ token: tokenOf(stage.sandbox) }, printed)).toEqual([]);
  });

  it('are not kept in the notes on objects, nor in any file but those that had them', async () => {
    const headers = { authorization: `Bearer ${tokenOf(stage.sandbox)}` };
    const notes: [string, string][] = [];
    for (const path of [secretPath, configPath]) {
      const answer = await fetch(`${stage.sandbox.urls.get('hub')}${path}`, { headers });
      const { annotations } = JSON.parse(await answer.text()).metadata;
      notes.push([path, annotations['ramen-sync.io/applied']]);
    }
    expect(notes.every(([, text]) => text.includes('digest'))).toBe(true);
    const files = readdirSync(stage.repo.path, { recursive: true, withFileTypes: true })
      .filter(({ parentPath }) => !parentPath.includes('.git'))
      .filter((entry) => entry.isFile() && !/^(?:s3-secrets|ramen-config)\.yaml$/.test(entry.name))
      .map((entry): [string, string] => [
        entry.name,
        readFileSync(join(entry.parentPath, entry.name), 'utf8'),
      ]);
    expect(files.length).toBeGreaterThan(5);
    expect(findTraces(values, [...notes, ...files])).toEqual([]);
  });
});

describe('the search', () => {
  const value = canary('sought');
  it.each<[string, string]>([
    ['plain', value],
    ['a piece', value.slice(3, 22)],
    ['base64', base64(value)],
    ['base64 behind one byte', base64(`x${value}`)],
    ['base64 behind two bytes', base64(`xy${value}`)],
    ['base64 of base64', base64(`{"data":"${base64(value)}"}`)],
    ['base64url', base64(value).replaceAll('+', '-').replaceAll('/', '_')],
    ['URL', encodeURIComponent(value)],
    ['hex', Buffer.from(value).toString('hex')],
    ['reversed', [...value].reverse().join('')],
    ['JSON', JSON.stringify({ value })],
  ])('finds %s', (_, text) => {
    expect(findTraces({ value }, [['it', `before ${text} after`]])).toHaveLength(1);
  });

  it('finds nothing in other values', () => {
    expect(tracesOf(value).length).toBeGreaterThan(100);
    expect(findTraces({ value }, [['it', `${canary('other')} ${base64(canary('third'))}`]])).toEqual([]);
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
