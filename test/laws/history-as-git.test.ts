import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { gitRepository } from '../../src/git/git-repository.ts';
import { type Commit, History } from './interleavings/history.ts';
import { type Docs, filesOf, textOf } from './interleavings/manifests.ts';
import { type SubjectName, subjects } from './interleavings/subjects.ts';

/** The interleavings keep history in memory, because git costs milliseconds a question. It must answer as git does. */
describe('history in memory', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('answers as git does, over branches and merges', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), fc.nat(), async (steps, head) => {
        const history = new History();
        const commits = draw(history, steps);
        const at = commits[head % commits.length];
        if (at === undefined) throw new Error('no commit');
        const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-history-'));
        folders.push(folder);
        const ids = write(folder, commits, at);
        const real = gitRepository(folder);
        const ours = history.repositoryOf({ commit: at, sight: 'full', docs: at.docs });
        const known = (found: readonly string[] | undefined): string[] =>
          commits
            .filter((each) => found?.includes(each.id) || found?.includes(ids.get(each) ?? ''))
            .map(({ id }) => id);
        for (const since of commits) {
          const id = ids.get(since) ?? '';
          expect(await ours.isAncestor(since.id)).toEqual(await real.isAncestor(id));
          const [touched, reallyTouched] = [await ours.filesTouched(since.id), await real.filesTouched(id)];
          for (const file of filesOf(at.docs)) {
            expect(touched?.has(file)).toBe(reallyTouched?.has(file));
            expect(known(await ours.commitsTouching(file, since.id))).toEqual(
              known(await real.commitsTouching(file, id)),
            );
            expect((await ours.fileAt(since.id, file)) || undefined).toBe(
              (await real.fileAt(id, file)) || undefined,
            );
          }
        }
      }),
      { numRuns: 15 },
    );
  }, 300_000);
});

const step = fc.record({
  from: fc.nat(),
  merges: fc.option(fc.nat(), { freq: 3, nil: undefined }),
  name: fc.constantFrom<SubjectName>('cart', 'till'),
  group: fc.option(fc.nat({ max: 2 }), { freq: 6, nil: undefined }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function draw(history: History, steps: readonly Step[]): readonly Commit[] {
  const first: Docs = new Map([
    ['cart', { group: subjects.cart.groups[0] ?? {}, others: {} }],
    ['till', { group: subjects.till.groups[0] ?? {}, others: {} }],
  ]);
  const commits = [history.commit(first)];
  for (const { from, merges, name, group } of steps) {
    const parent = commits[from % commits.length];
    const other = merges === undefined ? undefined : commits[merges % commits.length];
    if (parent === undefined) continue;
    if (other !== undefined && !parent.ancestors.has(other) && !other.ancestors.has(parent)) {
      commits.push(history.commit(group === 0 ? other.docs : parent.docs, parent, other));
      continue;
    }
    const docs = new Map(parent.docs);
    if (group === undefined) docs.delete(name);
    else docs.set(name, { group: subjects[name].groups[group] ?? {}, others: {} });
    commits.push(history.commit(docs, parent));
  }
  return commits;
}

/** The same commits in a real repository, checked out at one of them; their ids there. */
function write(folder: string, commits: readonly Commit[], head: Commit): ReadonlyMap<Commit, string> {
  const git = (args: readonly string[], input?: string): string =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      ...(input === undefined ? {} : { input }),
    }).trim();
  git(['init', '--quiet', '--initial-branch=main']);
  const ids = new Map<Commit, string>();
  for (const commit of commits) {
    git(['read-tree', '--empty']);
    for (const file of filesOf(commit.docs)) {
      const blob = git(['hash-object', '-w', '--stdin'], textOf(file, commit.docs));
      git(['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`]);
    }
    const parents = commit.parents.flatMap((parent) => ['-p', ids.get(parent) ?? '']);
    ids.set(commit, git(['commit-tree', git(['write-tree']), ...parents, '-m', commit.id]));
  }
  git(['reset', '--quiet', '--hard', ids.get(head) ?? '']);
  return ids;
}
