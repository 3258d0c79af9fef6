import { execFileSync } from 'node:child_process';

export type BenchGit = (...args: readonly string[]) => string;

const settings = ['user.name=bench', 'user.email=bench@example.com', 'commit.gpgsign=false'];

/** Runs git in a folder as nobody in particular; answers what it printed. */
export function gitIn(cwd: string): BenchGit {
  return (...args) =>
    execFileSync('git', [...settings.flatMap((each) => ['-c', each]), ...args], {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 2 ** 28,
    }).trim();
}

/** Makes a folder a repository with one commit of everything in it. */
export function commitFolder(root: string): void {
  const git = gitIn(root);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'objects');
}
