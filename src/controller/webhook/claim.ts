import { createHmac, type Hmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** How a request says that it knows the key. Nothing of it is believed yet. */
export type Claim =
  /** GitHub, Gitea and Forgejo: HMAC-SHA256 of the body, without a time. */
  | { readonly scheme: 'github'; readonly digests: readonly Buffer[]; readonly id: string }
  /** Standard Webhooks, which GitLab's signing tokens follow: HMAC-SHA256 of id, time and body. */
  | {
      readonly scheme: 'standard';
      readonly digests: readonly Buffer[];
      readonly id: string;
      /** Seconds since the epoch, as written: it is part of what is signed. */
      readonly time: string;
    }
  /** GitLab's older secret token: the key itself. */
  | { readonly scheme: 'gitlab-token'; readonly token: string };

/** Undefined: none, or none that can be read. Where a request carries several, the strongest alone counts. */
export function readClaim(headers: IncomingHttpHeaders): Claim | undefined {
  const text = (name: string): string => {
    const value = headers[name];
    return typeof value === 'string' ? value : '';
  };
  const standard = text('webhook-signature');
  if (standard !== '') {
    const id = text('webhook-id');
    const time = text('webhook-timestamp');
    const digests = standard.split(' ').flatMap((part) => {
      const match = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(part);
      return match === null ? [] : [Buffer.from(match[1] ?? '', 'base64')];
    });
    // Several where the sender is about to change its key.
    const isWhole = /^[\x21-\x7e]{1,256}$/.test(id) && /^\d{1,12}$/.test(time);
    return isWhole && digests.length > 0 && digests.length <= 4
      ? { scheme: 'standard', digests, id, time }
      : undefined;
  }
  const github = text('x-hub-signature-256');
  if (github !== '') {
    const hex = /^sha256=([0-9a-f]{64})$/.exec(github)?.[1];
    return hex === undefined ? undefined : { scheme: 'github', digests: [Buffer.from(hex, 'hex')], id: hex };
  }
  const token = text('x-gitlab-token');
  return token === '' ? undefined : { scheme: 'gitlab-token', token };
}

/** Takes the body piece by piece and keeps none of it; `holds` is asked at its end. */
export interface Verifier {
  update(piece: Buffer): void;
  holds(): boolean;
}

/** `key` undefined: nobody knows this receiver. It takes as long, and never holds. */
export function verifierOf(claim: Claim, key: string | undefined): Verifier {
  const secret = key ?? randomBytes(32).toString('hex');
  if (claim.scheme === 'gitlab-token') {
    return { update: () => undefined, holds: () => isSame(claim.token, secret) && key !== undefined };
  }
  const hmac: Hmac = createHmac('sha256', keyBytes(claim.scheme, secret));
  if (claim.scheme === 'standard') hmac.update(`${claim.id}.${claim.time}.`);
  return {
    update: (piece) => void hmac.update(piece),
    holds: () => {
      const wanted = hmac.digest();
      const matches = claim.digests.map((digest) => timingSafeEqual(digest, wanted));
      return matches.includes(true) && key !== undefined;
    },
  };
}

/** Standard Webhooks writes a key as `whsec_` and Base64; any other text is the key as it is. */
function keyBytes(scheme: Claim['scheme'], key: string): Buffer {
  const encoded = scheme === 'standard' ? /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(key)?.[1] : undefined;
  return encoded === undefined ? Buffer.from(key, 'utf8') : Buffer.from(encoded, 'base64');
}

const comparison = randomBytes(32);

/** Of texts of any length: equal digests under a key that nobody knows, so that time tells neither text nor length. */
function isSame(a: string, b: string): boolean {
  const [first, second] = [a, b].map((text) => createHmac('sha256', comparison).update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}
