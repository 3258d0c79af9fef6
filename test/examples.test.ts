import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './support/run-cli.ts';

const examples = resolve(import.meta.dirname, '../examples');

function folders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

describe('examples', () => {
  it.each(folders(examples).filter((name) => !['mistakes', 'workflows'].includes(name)))(
    '%s lints clean, with nothing left out',
    async (name) => {
      const { status, stdout, stderr } = await runCli(['lint', `examples/${name}`], {
        cwd: resolve(examples, '..'),
      });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^no problems in \d+ files \(\d+ documents, \d+ objects\)\n$/);
      expect(status).toBe(0);
    },
  );
});

/** Folder, rule, place. A folder is named for its rule; what follows `-plain` is the other spelling of RamenConfig. */
const mistakes: Readonly<Record<string, readonly [string, string]>> = {
  'cluster-not-in-policy': ['cluster-not-in-policy', 'apps/cart.yaml:20:20'],
  'label-key-case': ['label-key-case', 'managed/replication.yaml:9:5'],
  'namespace-on-cluster-scoped': ['namespace-on-cluster-scoped', 'hub/dr-policy.yaml:5:3'],
  'placement-missing': ['placement-missing', 'apps/cart.yaml:24:11'],
  'placement-not-disabled': ['placement-not-disabled', 'apps/cart.yaml:3:1'],
  'policy-cluster-count': ['policy-cluster-count', 'hub/dr-policy.yaml:7:5'],
  's3-secret-missing': ['s3-secret-missing', 'hub/ramen-config.yaml:20:17'],
  's3-secret-missing-plain': ['s3-secret-missing', 'hub/ramen-config.yaml:15:13'],
  'unknown-cluster': ['unknown-cluster', 'hub/dr-policy.yaml:8:7'],
  'unknown-field': ['unknown-field', 'apps/cart.yaml:19:3'],
  'unknown-policy': ['unknown-policy', 'apps/cart.yaml:21:11'],
  'unknown-s3-profile': ['unknown-s3-profile', 'hub/dr-clusters.yaml:6:18'],
  'unknown-s3-profile-plain': ['unknown-s3-profile', 'hub/dr-clusters.yaml:13:18'],
  'yaml-syntax': ['yaml-syntax', 'hub/dr-policy.yaml:9:25'],
};

describe('mistakes', () => {
  it('has a line here for each folder', () => {
    expect(folders(join(examples, 'mistakes'))).toEqual(Object.keys(mistakes).sort());
  });

  it.each(Object.entries(mistakes))('%s', async (name, [rule, place]) => {
    const cwd = join(examples, 'mistakes', name);
    const { status, stdout } = await runCli(['lint'], { cwd });
    expect(status).toBe(2);
    expect(stdout).toMatch(new RegExp(`^error\\[${rule}\\]: `));
    expect(stdout).toContain(`--> ${place}\n`);
    expect(stdout).toMatch(/\^{1,}/);
    expect(stdout).toContain('1 error in ');
    const { findings } = JSON.parse((await runCli(['lint', '-o', 'json'], { cwd })).stdout);
    expect(findings).toHaveLength(1);
    const { file, line, column } = findings[0].location;
    expect({ rule: findings[0].rule, place: `${file}:${line}:${column}` }).toEqual({ rule, place });
    if (rule !== 'yaml-syntax') expect(findings[0].help).toBeTruthy();
  });
});
