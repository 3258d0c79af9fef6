import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitProcess } from '../../git/git-process.ts';
import { UserError } from '../../model/errors.ts';
import type { SourceFile } from '../../model/source.ts';
import { StoryBroke } from './story-broke.ts';

/** An example's files under Git, in a folder that is gone when the story is over. */
export interface DemoRepository {
  readonly path: string;
  /** For what lies beside the repository. */
  readonly folder: string;
  read(file: string): string;
  /** Everything under a folder, by path. */
  files(folder: string): readonly SourceFile[];
  write(file: string, text: string): void;
  /** Replaces text in a file. */
  edit(file: string, from: string, to: string): void;
  /** At the story's time: the same story makes the same commits. */
  commit(message: string, now: number): Promise<void>;
  remove(): void;
}

/** Throws UserError where git does not run. */
export async function openDemoRepository(example: 'regional' | 'metro'): Promise<DemoRepository> {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-demo-'));
  const path = join(folder, 'dr');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  cpSync(fileURLToPath(new URL(`../examples/${example}`, import.meta.url)), path, { recursive: true });
  try {
    await gitProcess({ dir: path })(['init', '--quiet', '--initial-branch=main']);
  } catch (error) {
    remove();
    throw new UserError('the demo keeps its repository in Git, and git does not run here', {
      hint: 'install git',
      cause: error,
    });
  }
  const read = (file: string): string => readFileSync(join(path, file), 'utf8');
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  return {
    path,
    folder,
    read,
    files: (under) =>
      readdirSync(join(path, under), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => ({ path: `${under}/${name}`, text: read(`${under}/${name}`) })),
    write,
    edit: (file, from, to) => {
      const text = read(file);
      if (!text.includes(from)) throw new StoryBroke(`${file} does not contain ${JSON.stringify(from)}`);
      write(file, text.replace(from, to));
    },
    commit: async (message, now) => {
      const date = new Date(now).toISOString();
      const git = gitProcess({ dir: path, env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } });
      await git(['add', '--all']);
      await git([...author, 'commit', '--quiet', '--message', message]);
    },
    remove,
  };
}

const author = ['user.name=demo', 'user.email=demo@example.com', 'commit.gpgsign=false'].flatMap(
  (setting) => ['-c', setting],
);
