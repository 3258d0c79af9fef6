import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, type Handler } from '../serve/http-server.ts';
import { type Claim, readClaim, verifierOf } from './claim.ts';
import type { Receiver } from './receivers.ts';

export interface WebhookDeps {
  readonly find: (namespace: string, name: string) => Receiver | undefined;
  /** Its source is to be fetched soon. */
  readonly wake: (uid: string) => void;
  /** Told once a request. `sync`: who it was for, of accepted ones alone: others may name anything. */
  readonly seen: (result: WebhookResult, sync?: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type WebhookResult =
  | 'accepted'
  | 'repeated'
  | 'bad-signature'
  | 'unsigned'
  | 'stale'
  | 'too-large'
  | 'wrong-type'
  | 'wrong-method'
  | 'wrong-path'
  | 'cut-off';

/** A push of some thousand commits at GitHub. It is never held in memory. */
export const LARGEST_BODY = 5 * 1024 * 1024;
/** How far the time of a signature may be from ours, as Standard Webhooks suggests. */
const TOLERANCE_MS = 300_000;
/** Signatures that were accepted; only the keyholder can add one. */
const REMEMBERED = 4096;

const statusOf: Readonly<Record<WebhookResult, readonly [status: number, text: string]>> = {
  accepted: [202, 'accepted\n'],
  repeated: [200, 'seen before: nothing is done\n'],
  // Of a receiver that is not there, the same: nobody learns names by asking.
  'bad-signature': [401, 'not accepted\n'],
  unsigned: [401, 'not accepted\n'],
  stale: [401, 'not accepted\n'],
  'too-large': [413, 'too large\n'],
  'wrong-type': [415, 'application/json only\n'],
  'wrong-method': [405, 'POST only\n'],
  'wrong-path': [404, 'not found\n'],
  'cut-off': [400, 'cut off\n'],
};

/**
 * `POST /hook/<namespace>/<name>` wakes that TopologySync. The body is signed, and beyond that of no interest: it is not
 * parsed, before the signature holds or after, because the repository itself says what is new in it.
 */
export function webhookHandler(deps: WebhookDeps): Handler {
  const accepted = new Set<string>();
  return (request, response) => {
    void judge(request, deps, accepted).then(({ result, sync }) => {
      deps.seen(result, sync);
      const [status, text] = statusOf[result];
      // What was not read is not waited for.
      if (status >= 400) response.setHeader('Connection', 'close');
      if (!response.destroyed) answer(response as ServerResponse, status, text);
    });
  };
}

interface Judgement {
  readonly result: WebhookResult;
  readonly sync?: string;
}

/** Everything that costs nothing comes first; the body is only read for who could hold the key. */
async function judge(request: IncomingMessage, deps: WebhookDeps, accepted: Set<string>): Promise<Judgement> {
  const [, namespace, name] = path.exec(request.url ?? '') ?? [];
  if (namespace === undefined || name === undefined) return { result: 'wrong-path' };
  if (request.method !== 'POST') return { result: 'wrong-method' };
  if (!/^application\/json(?:;|$)/.test(request.headers['content-type'] ?? ''))
    return { result: 'wrong-type' };
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) return { result: 'too-large' };
  const claim = readClaim(request.headers);
  if (claim === undefined) return { result: 'unsigned' };
  if (isStale(claim, deps.now())) return { result: 'stale' };
  const receiver = deps.find(namespace, name);
  const verifier = verifierOf(claim, receiver?.key);
  const trouble = await readBody(request, verifier.update);
  if (trouble !== undefined) return { result: trouble };
  if (!verifier.holds() || receiver === undefined) return { result: 'bad-signature' };
  if (isRepeated(claim, receiver, accepted)) return { result: 'repeated' };
  deps.wake(receiver.uid);
  return { result: 'accepted', sync: `${namespace}/${name}` };
}

/** As Kubernetes names things. Nothing is decoded: an escaped path is another path. */
const path = /^\/hook\/([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/;

function isStale(claim: Claim, now: number): boolean {
  return claim.scheme === 'standard' && Math.abs(now - Number(claim.time) * 1000) > TOLERANCE_MS;
}

async function readBody(
  request: IncomingMessage,
  take: (piece: Buffer) => void,
): Promise<'too-large' | 'cut-off' | undefined> {
  let size = 0;
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(piece)) continue;
      size += piece.length;
      if (size > LARGEST_BODY) return 'too-large';
      take(piece);
    }
  } catch {
    return 'cut-off';
  }
  return request.complete ? undefined : 'cut-off';
}

/** GitHub signs no time: there, what was accepted once is known for as long as this process lives. */
function isRepeated(claim: Claim, { uid }: Receiver, accepted: Set<string>): boolean {
  if (claim.scheme === 'gitlab-token') return false;
  const id = `${uid} ${claim.scheme} ${claim.id}`;
  if (accepted.has(id)) return true;
  accepted.add(id);
  const [oldest] = accepted;
  if (accepted.size > REMEMBERED && oldest !== undefined) accepted.delete(oldest);
  return false;
}
