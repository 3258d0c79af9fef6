import { getString } from '../model/field-path.ts';
import { type Json, parseJson } from '../model/json.ts';
import type { Clock } from '../ports/clock.ts';

/** An answer, or why there is none in words. Trouble with GitHub is told, and never fails a step. */
export type ApiAnswer =
  | { readonly ok: true; readonly status: number; readonly body: Json; readonly next?: string }
  | { readonly ok: false; readonly status?: number; readonly message: string };

export interface GithubApi {
  /** `path` begins with a slash, or is a whole URL of the same server that an answer named. */
  ask(method: 'GET' | 'POST' | 'PATCH', path: string, body?: Json): Promise<ApiAnswer>;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** A step must not hold a runner for the hour that a rate limit may last. */
const LONGEST_WAIT_S = 60;
const ATTEMPTS = 3;

/** GitHub's REST API with one token, which is sent to `base` and nowhere else. */
export function githubApi(base: string, token: string, clock: Clock): GithubApi {
  const origin = new URL(base).origin;
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'ramen-sync',
    'x-github-api-version': '2022-11-28',
  };
  return {
    ask: async (method, path, body) => {
      const url = path.startsWith('/') ? `${base.replace(/\/+$/, '')}${path}` : path;
      if (!URL.canParse(url) || new URL(url).origin !== origin)
        return { ok: false, message: 'GitHub named a page of another server' };
      for (let attempt = 1; ; attempt += 1) {
        const answer = await send(url, {
          method,
          headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const wait = attempt === ATTEMPTS ? undefined : waitFor(answer, method, attempt, clock.now());
        if (wait === undefined) return answer.result;
        await clock.sleep(wait * 1000);
      }
    },
  };
}

interface Sent {
  readonly result: ApiAnswer;
  readonly headers?: Headers;
}

async function send(url: string, request: RequestInit): Promise<Sent> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await fetch(url, { ...request, redirect: 'error', signal });
    const { status, headers } = response;
    const body = parseJson(await response.text()) ?? null;
    const next = /<([^>]+)>\s*;[^,]*\brel="next"/.exec(headers.get('link') ?? '')?.[1];
    if (response.ok)
      return { result: { ok: true, status, body, ...(next === undefined ? {} : { next }) }, headers };
    return { result: { ok: false, status, message: `GitHub answered ${status}${saying(body)}` }, headers };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    return { result: { ok: false, message: `GitHub cannot be reached: ${why}` } };
  }
}

function saying(body: Json): string {
  const message = getString(body, ['message']);
  return message === undefined ? '' : `: ${message.slice(0, 300)}`;
}

/**
 * Seconds until another attempt makes sense. A comment that may have been made is not made again; a limit says itself when
 * it ends (GitHub: REST API, rate limits): `retry-after`, or `x-ratelimit-reset` where nothing remains.
 */
function waitFor(
  { result, headers }: Sent,
  method: string,
  attempt: number,
  now: number,
): number | undefined {
  if (result.ok) return undefined;
  const { status } = result;
  if (status === undefined || status >= 500) return method === 'POST' ? undefined : attempt;
  if (status !== 403 && status !== 429) return undefined;
  const after = Number(headers?.get('retry-after') ?? Number.NaN);
  const reset = Number(headers?.get('x-ratelimit-reset') ?? Number.NaN) - now / 1000;
  const isSpent = headers?.get('x-ratelimit-remaining') === '0';
  const wait = Number.isFinite(after)
    ? after
    : isSpent
      ? Math.ceil(reset)
      : status === 429
        ? LONGEST_WAIT_S
        : Number.NaN;
  return Number.isFinite(wait) && wait <= LONGEST_WAIT_S ? Math.max(0, wait) : undefined;
}
