import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/parse-config.ts';
import { isObject, type JsonObject } from '../src/model/json.ts';
import type { SourceFile } from '../src/model/source.ts';
import { type LintOutcome, lint } from '../src/operations/lint.ts';
import type { FileStore, Revisions } from '../src/ports/repository.ts';
import { changeRules } from '../src/rules/registry.ts';
import { parseFile } from '../src/yaml/parse-file.ts';
import { sample } from './differential/chance.ts';
import { shownFindings } from './topologies/lint-files.ts';
import { drawRepository, type Repository } from './topologies/repository.ts';

const count = Number(process.env.RAMEN_SYNC_REPOSITORIES ?? 100);
const seed = Number(process.env.RAMEN_SYNC_SEED ?? 20_261_121);

describe(`${count} valid repositories, seed ${seed}, against what they were`, () => {
  const repositories = sample(drawRepository, seed, Math.ceil(count / 4));

  it('nothing is found where files are renamed and written in another way', async () => {
    await expectSilence((repository) => [repository.files, rewritten(repository.files, (object) => object)]);
  }, 600_000);

  it('nothing is found where every object gets a label', async () => {
    await expectSilence((repository) => [repository.files, rewritten(repository.files, labelled)]);
  }, 600_000);

  it('nothing is found where everything is new', async () => {
    await expectSilence((repository) => [[], repository.files]);
  }, 600_000);

  it('a DRPlacementControl, DRPolicy or DRCluster that goes is found, and nothing else', async () => {
    let removed = 0;
    for (const repository of repositories) {
      const ending = [
        { path: 'hub/removed.yaml', text: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: removed }\n' },
      ];
      const outcome = await compare(repository, repository.files, ending).catch(() => undefined);
      const rules = outcome?.report.findings.map(({ rule }) => rule) ?? [];
      expect(new Set([...rules, 'object-removed'])).toEqual(new Set(['object-removed']));
      removed += rules.length;
    }
    expect(removed).toBeGreaterThan(repositories.length);
  }, 600_000);

  async function expectSilence(
    edit: (repository: Repository) => readonly [readonly SourceFile[], readonly SourceFile[]],
  ): Promise<void> {
    const noise: string[] = [];
    for (const [index, repository] of repositories.entries()) {
      const outcome = await compare(repository, ...edit(repository));
      for (const { rule } of outcome.report.findings) noise.push(`${index}: ${shownFindings(outcome, rule)}`);
    }
    expect(noise).toEqual([]);
  }
});

/** Change rules alone: what the others say of an edited repository is tried elsewhere. */
function compare(
  { config }: Repository,
  before: readonly SourceFile[],
  after: readonly SourceFile[],
): Promise<LintOutcome> {
  const files: Pick<FileStore, 'readTree' | 'readFile'> = {
    readTree: async () => ({ files: after, skipped: [] }),
    readFile: async (path) => after.find((file) => file.path === path)?.text,
  };
  const revisions: Revisions = {
    mergeBase: async () => '0'.repeat(40),
    filesAt: async (_, { isWanted }) => ({ files: before.filter(({ path }) => isWanted(path)), skipped: [] }),
  };
  const request = {
    config: parseConfig(config, 'ramen-sync.yaml'),
    paths: [],
    alone: false,
    only: changeRules.map(({ id }) => id),
    off: [],
    now: 0,
    against: 'main',
  };
  return lint(request, { files, revisions });
}

/** The same objects in files of other names, last first, as JSON. */
function rewritten(
  files: readonly SourceFile[],
  edit: (object: JsonObject) => JsonObject,
): readonly SourceFile[] {
  return files.map((file) => {
    const objects = parseFile(file).manifests.map(({ object }) => JSON.stringify(edit(object)));
    return { path: file.path.replace(/[^/]+$/, 'renamed-$&'), text: objects.reverse().join('\n---\n') };
  });
}

function labelled(object: JsonObject): JsonObject {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const labels = isObject(metadata.labels) ? metadata.labels : {};
  return { ...object, metadata: { ...metadata, labels: { ...labels, team: 'red' } } };
}
