import { describe, expect, it } from 'vitest';
import { getString } from '../src/model/field-path.ts';
import { isObject } from '../src/model/json.ts';
import type { SourceFile } from '../src/model/source.ts';
import type { LintOutcome } from '../src/operations/lint.ts';
import { type Chance, pickOne, sample } from './differential/chance.ts';
import { lintFiles, shownFindings } from './topologies/lint-files.ts';
import type { PlacedObject } from './topologies/placed-object.ts';
import { drawChanged, drawRepository, type Repository } from './topologies/repository.ts';

const count = Number(process.env.RAMEN_SYNC_REPOSITORIES ?? 30);
const seed = Number(process.env.RAMEN_SYNC_SEED ?? 20_261_121);
const configText = ['data', 'ramen_manager_config.yaml'];

/** A repository of which one file cannot be read, and the text that it had is gone. */
interface Broken {
  readonly repository: Repository;
  readonly file: SourceFile;
}

describe(`${count} valid repositories with one thing that cannot be seen, seed ${seed}`, () => {
  it('a document that does not parse: that, and nothing that it may hold is missing', async () => {
    await expectOnly(breakOne, ({ repository, file }) => lintFiles(withFile(repository, file)), {
      rule: 'yaml-syntax',
      isCertain: true,
    });
  }, 600_000);

  it('a file that cannot be read: that, once, and nothing else', async () => {
    const message = 'permission denied';
    await expectOnly(
      pickOneFile,
      ({ repository, file }) =>
        lintFiles(withoutFile(repository, file), {
          skipped: [{ path: file.path, reason: 'unreadable', message }],
        }),
      { rule: 'unreadable-file', isCertain: true },
    );
  }, 600_000);

  it("Ramen's configuration does not parse inside its ConfigMap: that, and no profile is missing", async () => {
    await expectOnly(breakConfiguration, ({ repository }) => lintFiles(repository), {
      rule: 'yaml-syntax',
      isCertain: false,
    });
  }, 600_000);

  it('a source that nobody renders: said once, and nothing is found', async () => {
    let rendered = 0;
    for (const { repository, file } of sample(pickOneFile, seed, count)) {
      const folder = file.path.split('/').slice(0, -1).join('/');
      if (repository.config?.includes(`${folder}/\n`) !== true) continue;
      rendered += 1;
      const config = repository.config.replace(`${folder}/\n`, `${folder}/\n  kustomize: true\n`);
      const outcome = await lintFiles({ ...repository, config });
      expect(outcome.report.findings, shownFindings(outcome)).toEqual([]);
      const told = outcome.report.notChecked.filter(({ what }) => what === `kustomization ${folder}`);
      expect(told).toHaveLength(1);
    }
    expect(rendered).toBeGreaterThan(0);
  }, 600_000);
});

interface Expected {
  readonly rule: string;
  /** Every one of them must have it. */
  readonly isCertain: boolean;
}

async function expectOnly(
  draw: (chance: Chance) => Broken,
  lint: (broken: Broken) => Promise<LintOutcome>,
  { rule, isCertain }: Expected,
): Promise<void> {
  let seen = 0;
  for (const [index, broken] of sample(draw, seed, count).entries()) {
    const outcome = await lint(broken);
    const { findings, notChecked } = outcome.report;
    const others = findings.filter((finding) => finding.rule !== rule);
    expect(others, `repository ${index}, ${broken.file.path} broken:\n${shownFindings(outcome)}`).toEqual([]);
    if (isCertain) expect(findings.map(({ location }) => location.file)).toEqual([broken.file.path]);
    seen += findings.length;
    // One line for each kind, however many references lead there.
    const unread = notChecked.filter(({ reason }) => reason === 'unread-text').map(({ what }) => what);
    for (const what of unread) expect(what).toMatch(/^[A-Z][\w' -]+: may stand in /);
    expect(unread.length).toBeLessThan(12);
  }
  expect(seen).toBeGreaterThan(0);
}

function pickOneFile(chance: Chance): Broken {
  const repository = drawRepository(chance);
  const file = chance.pick(
    repository.files.filter(({ text }) => /kind/.test(text) && !/kustomize/.test(text)),
  );
  if (file === undefined) throw new Error('a repository without files');
  return { repository, file };
}

function breakOne(chance: Chance): Broken {
  const { repository, file } = pickOneFile(chance);
  return { repository, file: { ...file, text: brokenText(chance, file) } };
}

/** Every way leaves a document that no parser takes. */
function brokenText(chance: Chance, { path, text }: SourceFile): string {
  if (path.endsWith('.json')) return text.trimEnd().slice(0, -1);
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (/^\W?apiVersion:|^\{/.test(line) ? [index] : []));
  const start = chance.pick(starts) ?? 0;
  const broken = pickOne(chance, ['- "a', '}: {', '@broken: [', '"a" "b"']);
  return [...lines.slice(0, start + 1), broken, ...lines.slice(start + 1)].join('\n');
}

function breakConfiguration(chance: Chance): Broken {
  const repository = drawChanged(chance, (placed) => [withBrokenText(placed)]);
  return { repository, file: { path: 'the configuration', text: '' } };
}

function withBrokenText(placed: PlacedObject): PlacedObject {
  const { object } = placed;
  const text = getString(object, configText);
  if (text === undefined || !isObject(object.data)) return placed;
  const data = { ...object.data, 'ramen_manager_config.yaml': `${text}\n]: [\n` };
  return { ...placed, object: { ...object, data } };
}

function withoutFile(repository: Repository, { path }: SourceFile): Repository {
  return { ...repository, files: repository.files.filter((file) => file.path !== path) };
}

function withFile(repository: Repository, file: SourceFile): Repository {
  const files = repository.files.map((other) => (other.path === file.path ? file : other));
  return { ...repository, files };
}
