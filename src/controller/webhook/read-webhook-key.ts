import type { Log } from '../log.ts';
import type { ReadSecret } from '../secrets.ts';
import type { SyncSpec } from '../topology-sync.ts';

/** The Secret's key `token`. A webhook without one is no reason to stop: the interval goes on. */
export async function readWebhookKey(
  { webhookSecret }: Pick<SyncSpec, 'webhookSecret'>,
  readSecret: ReadSecret,
  log: Log,
): Promise<string | undefined> {
  if (webhookSecret === undefined) return undefined;
  const key = (await readSecret(webhookSecret))?.get('token')?.trim() ?? '';
  if (key === '') log.error('webhook without a key', { why: `Secret ${webhookSecret} has no key token` });
  return key === '' ? undefined : key;
}
