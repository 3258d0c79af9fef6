import { spawnSync } from 'node:child_process';
import { buildSync } from 'esbuild';

/**
 * What `script` prints in a process of its own, where the exports of `module` (absolute) are in `subject`: flags of V8 would stay set
 * in ours. What it says on stderr instead, where it says anything.
 */
export function runInFreshProcess(module: string, script: string, args: readonly string[] = []): string {
  const { outputFiles } = buildSync({
    entryPoints: [module],
    bundle: true,
    format: 'iife',
    globalName: 'subject',
    platform: 'node',
    write: false,
  });
  const { stdout, stderr } = spawnSync(process.execPath, [...args, '-'], {
    input: `${outputFiles[0]?.text}\n${script}`,
    encoding: 'utf8',
  });
  return stderr === '' ? stdout.trim() : stderr;
}
