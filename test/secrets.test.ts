import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cartPath, type DrStage, openDrStage, tokenOf } from './support/dr-stage.ts';

const canaries = ['canary-in-string-data', 'canary-in-data', 'canary-on-the-cluster', 'canary-of-tomorrow'];
const [inStringData = '', inData = '', onCluster = '', ofTomorrow = ''] = canaries;
const secretPath = '/api/v1/namespaces/ramen-system/secrets/s3-dr1';

/** Everything that the commands print while secrets are created, changed on both sides, broken and refused. */
describe('values of secrets', () => {
  const printed = new Map<string, string>();
  let stage: DrStage;

  beforeAll(async () => {
    stage = await openDrStage();
    const { repo } = stage;
    const say = async (moment: string, args: readonly string[]): Promise<void> => {
      const { status, stdout, stderr } = await stage.cli(args);
      printed.set(`${moment}: ${args.join(' ')}`, `${status}\n${stdout}${stderr}`);
    };
    const look = async (moment: string): Promise<void> => {
      for (const format of ['text', 'json', 'markdown']) await say(moment, ['plan', '-v', '-o', format]);
      for (const format of ['text', 'json']) await say(moment, ['lint', '-v', '-o', format]);
    };
    repo.edit('hub/s3-secrets.yaml', 'example-secret-of-dr1', inStringData);
    repo.edit(
      'hub/s3-secrets.yaml',
      'stringData:\n  AWS_ACCESS_KEY_ID: example-key-of-dr2\n  AWS_SECRET_ACCESS_KEY: example-secret-of-dr2',
      `data:\n  AWS_ACCESS_KEY_ID: a2V5\n  AWS_SECRET_ACCESS_KEY: ${base64(inData)}`,
    );
    repo.commit('secrets');
    await look('create');
    await say('create', ['apply', '--yes', '-v', '-o', 'json']);
    await say('unchanged', ['apply', '--yes', '-v']);
    await stage.patch(secretPath, { data: { AWS_SECRET_ACCESS_KEY: base64(onCluster) } });
    await look('drift');
    repo.edit('hub/s3-secrets.yaml', inStringData, ofTomorrow);
    await look('both moved');
    await say('both moved', ['apply', '--yes', '-v']);
    await stage.patch(cartPath, { spec: { action: 'Failover', failoverCluster: 'dr2' } });
    for (const format of ['text', 'json']) await say('held', ['status', '-v', '-o', format]);
    await say('held', ['adopt', '-v', '--dry-run']);
    await say('held', ['adopt', '-v']);
    await stage.patch(secretPath, { metadata: { finalizers: ['example.com/stay'] } });
    repo.edit(
      'hub/s3-secrets.yaml',
      `AWS_SECRET_ACCESS_KEY: ${ofTomorrow}`,
      `AWS_SECRET_ACCESS_KEY: [${inStringData}]`,
    );
    await look('of a wrong type');
    await say('of a wrong type', ['apply', '--yes', '-v']);
    repo.git('checkout', '--', 'hub');
    repo.edit('hub/s3-secrets.yaml', base64(inData), `${inData}!`);
    await look('not base64');
    await say('not base64', ['apply', '--yes', '-v']);
    repo.git('checkout', '--', 'hub');
    repo.edit(
      'hub/s3-secrets.yaml',
      `AWS_SECRET_ACCESS_KEY: ${inStringData}`,
      `AWS_SECRET_ACCESS_KEY: "${inStringData}`,
    );
    await look('an open quote');
    repo.git('checkout', '--', 'hub');
    repo.edit(
      'hub/s3-secrets.yaml',
      'AWS_ACCESS_KEY_ID: example-key-of-dr1',
      `AWS_SECRET_ACCESS_KEY: ${ofTomorrow}`,
    );
    await look('a key twice');
    for (const format of ['sarif', 'github', 'markdown', 'concise'])
      await say('a key twice', ['lint', '-v', '-o', format]);
    repo.git('checkout', '--', 'hub');
    repo.edit('hub/s3-secrets.yaml', 'stringData:', 'stringdata:');
    await look('a section misspelt');
    repo.git('checkout', '--', 'hub');
    const copy = JSON.stringify({ data: { key: base64(inData) }, stringData: { other: inStringData } });
    repo.edit(
      'hub/s3-secrets.yaml',
      'namespace: ramen-system',
      `namespace: ramen-system\n  bogus: 1\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '${copy}'`,
    );
    await look('a copy in an annotation');
    repo.edit('hub/s3-secrets.yaml', '  bogus: 1\n', '');
    await look('a copy in an annotation to apply');
    await say('a copy in an annotation to apply', ['apply', '--yes', '-v']);
  }, 120_000);
  afterAll(() => stage.close());

  it('were really there', () => {
    const bodies = stage.sandbox.writes().map((write) => write.body ?? '');
    for (const canary of [inStringData, inData, ofTomorrow]) {
      expect(bodies.some((body) => forms(canary).some((form) => body.includes(form)))).toBe(true);
    }
    expect(printed.get('drift: plan -v -o text')).toMatch(/\(sensitive #1\) -> \(sensitive #2\)/);
    expect(printed.get('a key twice: lint -v -o text')).toMatch(/^2\n/);
  });

  it.each([...canaries])('never come out: %s', (canary) => {
    for (const form of forms(canary)) {
      expect([...printed].filter(([, text]) => text.includes(form)).map(([command]) => command)).toEqual([]);
    }
  });

  it('of the kubeconfig never come out', () => {
    const token = tokenOf(stage.sandbox);
    expect([...printed].filter(([, text]) => text.includes(token))).toEqual([]);
  });

  it('are not left in files, or in the notes on objects', async () => {
    const files = readdirSync(stage.repo.path, { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && !entry.parentPath.includes('.git') && entry.name !== 's3-secrets.yaml',
      )
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const response = await fetch(`${stage.sandbox.urls.get('hub')}${secretPath}`, {
      headers: { authorization: `Bearer ${tokenOf(stage.sandbox)}` },
    });
    const { metadata } = JSON.parse(await response.text());
    expect(metadata.annotations).toHaveProperty(['ramen-sync.io/applied']);
    for (const canary of canaries.flatMap(forms)) {
      expect(files.filter((text) => text.includes(canary))).toEqual([]);
      expect(metadata.annotations['ramen-sync.io/applied']).not.toContain(canary);
    }
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Plain, in base64, and in base64 without what depends on the neighbours. */
function forms(canary: string): readonly string[] {
  return [canary, base64(canary).replace(/=+$/, ''), encodeURIComponent(base64(canary))];
}
