import { join } from 'node:path';
import { sha256 } from '../files/sha256.ts';
import { ForgeUnreachable, type Mirror, type MirrorCredentials, openMirror } from '../git/mirror.ts';
import { type VerifyRequest, verifyCommit } from '../git/verify-commit.ts';
import { UserError } from '../model/errors.ts';
import { maskUrls } from './mask-urls.ts';
import type { ReadSecret } from './secrets.ts';
import type { Problem, SyncSpec } from './topology-sync.ts';

export interface SourceRequest {
  readonly spec: Pick<SyncSpec, 'url' | 'ref' | 'secret' | 'signers'>;
  /** A folder for this object alone. */
  readonly folder: string;
  readonly readSecret: ReadSecret;
  /** What an earlier pass fetched of the same spec; used where the forge does not answer. */
  readonly known: string | undefined;
  readonly signal: AbortSignal;
}

export type Source =
  /** `stalled`: the spec itself is wrong. */
  | Unusable
  /** `setback`: the newest commit could not be had or must not be used; this one could before. */
  | {
      readonly commit: string;
      readonly setback?: Setback;
      /** Moves the work tree to the commit. */
      readonly checkOut: () => Promise<CheckedOut>;
    };

export type CheckedOut = { readonly folder: string } | { readonly problem: Problem };

interface Unusable {
  readonly problem: Problem;
  readonly stalled: boolean;
}

/** `outage`: the forge is down, which is nobody's mistake in the repository or the spec. */
export interface Setback extends Problem {
  readonly outage: boolean;
}

/**
 * Fetches the repository and answers its newest commit, or the one known before where that cannot be had or is not
 * signed as `signers` demands. Throws ClusterError where a Secret cannot be read.
 */
export async function readSource(request: SourceRequest): Promise<Source> {
  const { spec, folder, known, signal } = request;
  const mirror = await openSource(request);
  if ('problem' in mirror) return mirror;
  const signers = await readSigners(spec, request.readSecret);
  if (signers !== undefined && 'problem' in signers) return signers;
  const place = placeOf(folder, spec.url);
  const dir = join(place, 'mirror');
  const judge = (commit: string): Promise<string | Setback> =>
    signers === undefined ? Promise.resolve(commit) : judgeSignature({ dir, commit, signal, ...signers });
  const usable = (commit: string, setback?: Setback): Source => ({
    commit,
    ...(setback === undefined ? {} : { setback }),
    checkOut: () => checkOutCommit(mirror, commit, join(place, 'checkout'), setback),
  });

  const fetched = await fetchNewest(mirror, signal);
  const newest = typeof fetched === 'string' ? await judge(fetched) : fetched;
  if (typeof newest === 'string') return usable(newest);
  // An earlier commit is judged again: the signers may be others now.
  const earlier = known === undefined ? undefined : await judge(known);
  return typeof earlier === 'string' ? usable(earlier, newest) : { problem: newest, stalled: false };
}

/** The mirror of the repository, with credentials as they are now. Throws ClusterError where the Secret cannot be read. */
export async function openSource({
  spec,
  folder,
  readSecret,
}: Pick<SourceRequest, 'spec' | 'folder' | 'readSecret'>): Promise<Mirror | Unusable> {
  const credentials = await readCredentials(spec, readSecret);
  if (credentials !== undefined && 'problem' in credentials) return credentials;
  const { url, ref } = spec;
  const dir = join(placeOf(folder, url), 'mirror');
  try {
    return openMirror({ url, ref, dir, ...(credentials === undefined ? {} : { credentials }) });
  } catch (error) {
    return { problem: problemOf('InvalidSource', error), stalled: true };
  }
}

/** Another address has another history: the two must not mix. */
function placeOf(folder: string, url: string): string {
  return join(folder, sha256(url).slice(0, 16));
}

async function fetchNewest(mirror: Mirror, signal: AbortSignal): Promise<string | Setback> {
  try {
    return (await mirror.fetch(signal)).commit;
  } catch (error) {
    signal.throwIfAborted();
    return { ...problemOf('FetchFailed', error), outage: error instanceof ForgeUnreachable };
  }
}

/** The commit itself where one of the signers vouches for it. */
async function judgeSignature(request: VerifyRequest): Promise<string | Setback> {
  try {
    const found = await verifyCommit(request);
    if (found.verified) return request.commit;
    const message = `commit ${request.commit} ${found.why}`;
    return { reason: 'VerificationFailed', message, outage: false };
  } catch (error) {
    request.signal?.throwIfAborted();
    return { ...problemOf('VerificationFailed', error), outage: false };
  }
}

async function checkOutCommit(
  mirror: Mirror,
  commit: string,
  folder: string,
  setback: Setback | undefined,
): Promise<CheckedOut> {
  try {
    await mirror.checkout(commit, folder);
    return { folder };
  } catch (error) {
    return { problem: setback ?? problemOf('CheckoutFailed', error) };
  }
}

const SIGNERS = 'allowed_signers';

async function readSigners(
  { signers }: SourceRequest['spec'],
  readSecret: ReadSecret,
): Promise<{ readonly allowedSigners: string } | Unusable | undefined> {
  if (signers === undefined) return undefined;
  const found = await readSecret(signers);
  const allowedSigners = found?.get(SIGNERS) ?? '';
  if (allowedSigners.trim() !== '') return { allowedSigners };
  const what = found === undefined ? 'is not there' : `lacks ${SIGNERS}`;
  const message = `Secret ${signers} of spec.verify ${what}; its key ${SIGNERS} holds lines as ssh-keygen reads them`;
  return { problem: { reason: 'SignersMissing', message }, stalled: false };
}

type Credentials = MirrorCredentials | Unusable | undefined;

async function readCredentials(spec: SourceRequest['spec'], readSecret: ReadSecret): Promise<Credentials> {
  const isSsh = /^ssh:\/\//.test(spec.url) || /^[^/]+@[^/]+:/.test(spec.url);
  if (spec.secret === undefined) {
    // Without known_hosts nobody knows who answers.
    const message = 'SSH needs spec.source.secretRef: a Secret with the keys identity and known_hosts';
    return isSsh ? { problem: { reason: 'CredentialsMissing', message }, stalled: true } : undefined;
  }
  const found = await readSecret(spec.secret);
  const keys = isSsh ? (['identity', 'known_hosts'] as const) : (['username', 'password'] as const);
  const missing = keys.filter((key) => (found?.get(key) ?? '').trim() === '');
  if (found === undefined || missing.length > 0) {
    const what = found === undefined ? 'is not there' : `lacks ${missing.join(' and ')}`;
    const message = `Secret ${spec.secret} ${what}; it holds ${keys.join(' and ')}`;
    return { problem: { reason: 'CredentialsMissing', message }, stalled: false };
  }
  const [first, second] = keys.map((key) => found.get(key) ?? '');
  return isSsh
    ? { identity: first ?? '', knownHosts: second ?? '' }
    : { username: (first ?? '').trim(), password: (second ?? '').trim() };
}

function problemOf(reason: string, error: unknown): Problem {
  if (!(error instanceof UserError)) throw error;
  const hint = error.hint === undefined ? '' : `; ${error.hint}`;
  return { reason, message: maskUrls(`${error.message}${hint}`) };
}
