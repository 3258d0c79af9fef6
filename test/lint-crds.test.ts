import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './support/run-cli.ts';

const project = resolve(import.meta.dirname, '..');
const own = join(project, 'schemas/crds');

/** Read from their files and compiled on the spot, the schemas that ship say what they say built in. */
describe('lint with our own CRDs as --crds', () => {
  it.each(['regional', 'metro', 'openshift', 'mistakes/unknown-field'])('%s', async (name) => {
    const cwd = join(project, 'examples', name);
    const given = await runCli(['lint', '--crds', own], { cwd });
    expect(given).toEqual(await runCli(['lint'], { cwd }));
  });
});
