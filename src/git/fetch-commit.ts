import type { RunGit } from './git-process.ts';

/** Fetches what the refspecs name, and answers the commit that `ref` then stands on. Throws GitFailure. */
export async function fetchCommit(
  run: RunGit,
  url: string,
  refspecs: readonly string[],
  ref: string,
  signal?: AbortSignal,
): Promise<string> {
  const quietly = ['--quiet', '--force', '--no-tags', '--no-write-fetch-head'];
  await run(['fetch', ...quietly, '--', url, ...refspecs], signal);
  const found = await run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  return found.trim();
}
