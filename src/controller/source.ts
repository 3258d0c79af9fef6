import { join } from 'node:path';
import { sha256 } from '../files/sha256.ts';
import { type Mirror, type MirrorCredentials, openMirror } from '../git/mirror.ts';
import { UserError } from '../model/errors.ts';
import { maskUrls } from './mask-urls.ts';
import type { ReadSecret } from './secrets.ts';
import type { Problem, SyncSpec } from './topology-sync.ts';

export interface SourceRequest {
  readonly spec: Pick<SyncSpec, 'url' | 'ref' | 'secret'>;
  /** A folder for this object alone. */
  readonly folder: string;
  readonly readSecret: ReadSecret;
  /** What an earlier pass fetched of the same spec; used where the forge does not answer. */
  readonly known: string | undefined;
  readonly signal: AbortSignal;
}

export type Source =
  /** `stalled`: the spec itself is wrong. */
  | { readonly problem: Problem; readonly stalled: boolean }
  | { readonly commit: string; readonly folder: string; readonly fetchProblem?: Problem };

/** Fetches the repository and checks out the commit. Throws ClusterError where the Secret cannot be read. */
export async function readSource(request: SourceRequest): Promise<Source> {
  const { spec, folder, known, signal } = request;
  const credentials = await readCredentials(spec, request.readSecret);
  if (credentials !== undefined && 'problem' in credentials) return credentials;
  // Another address has another history: the two must not mix.
  const place = join(folder, sha256(spec.url).slice(0, 16));
  let mirror: Mirror;
  try {
    mirror = openMirror({
      url: spec.url,
      ref: spec.ref,
      dir: join(place, 'mirror'),
      ...(credentials === undefined ? {} : { credentials }),
    });
  } catch (error) {
    return { problem: problemOf('InvalidSource', error), stalled: true };
  }
  const checkout = join(place, 'checkout');
  let fetchProblem: Problem | undefined;
  let commit: string | undefined;
  try {
    commit = (await mirror.fetch(signal)).commit;
  } catch (error) {
    signal.throwIfAborted();
    fetchProblem = problemOf('FetchFailed', error);
    commit = known;
    if (commit === undefined) return { problem: fetchProblem, stalled: false };
  }
  try {
    await mirror.checkout(commit, checkout);
  } catch (error) {
    return { problem: fetchProblem ?? problemOf('CheckoutFailed', error), stalled: false };
  }
  return { commit, folder: checkout, ...(fetchProblem === undefined ? {} : { fetchProblem }) };
}

type Credentials = MirrorCredentials | { readonly problem: Problem; readonly stalled: boolean } | undefined;

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
