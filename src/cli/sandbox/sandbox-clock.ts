import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { Config } from '../../model/config.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CommandContext } from '../command.ts';

/**
 * The time of the sandbox whose kubeconfig names the hub. In a rehearsal hours pass at once: by our own clock a
 * replication that died an hour ago would look fresh. Undefined for every real hub.
 */
export async function sandboxClock(
  { hub }: Config,
  { clock, env }: Pick<CommandContext, 'clock' | 'env'>,
): Promise<Clock | undefined> {
  const path = hub.kubeconfig ?? (env.KUBECONFIG ?? '').split(delimiter)[0];
  const text = path === undefined || path === '' ? undefined : readIfThere(path);
  if (text === undefined || !text.includes('sandbox.ramen-sync.io/')) return undefined;
  const { readSandboxTime } = await import('../../sandbox/rehearsal/tell.ts');
  const time = await readSandboxTime(text);
  if (time === undefined) return undefined;
  const ahead = time - clock.now();
  return { ...clock, now: () => clock.now() + ahead };
}

/** Who cannot read it will be told by the connection. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
