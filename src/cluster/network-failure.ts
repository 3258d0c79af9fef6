import { ClusterError } from '../model/errors.ts';
import type { Credentials } from './credentials.ts';
import type { Failure } from './failure.ts';
import { CredentialFailure, NoLeave } from './transport.ts';

/**
 * Node's error of a connection or a credential helper, in words that say what to do. `known`: the server has answered
 * before, so that a refused connection means that it restarts.
 */
export function networkFailure(error: unknown, credentials: Credentials, known: boolean): Failure {
  if (error instanceof CredentialFailure) return credentialFailure(error.cause, credentials);
  const code = codeOf(error);
  const at = credentials.server.origin;
  const context = JSON.stringify(credentials.identity.context);
  const unreachable = (message: string, retry: Failure['retry'] = 'never'): Failure => ({
    error: new ClusterError(message, { reason: 'unreachable', cause: error }),
    retry,
    silent: true,
  });
  const proxy = proxyTrouble(error, code, credentials);
  if (proxy !== undefined) return unreachable(proxy);
  if (code === 'ECONNREFUSED') {
    const message = `${at} refused the connection: is the API server running, and is this its address (context ${context})?`;
    return known ? { ...unreachable(message, 'always'), afterMs: RESTART_PAUSE_MS } : unreachable(message);
  }
  if (code === 'ENOTFOUND') {
    return unreachable(
      `host ${credentials.server.hostname} is not known: check the server of context ${context}, DNS, or the VPN`,
    );
  }
  if (code === 'EAI_AGAIN')
    return unreachable(`looking up host ${credentials.server.hostname} failed: check DNS`, 'always');
  const tls = tlsTrouble(code);
  if (tls !== undefined) return unreachable(`no trusted connection to ${at} (context ${context}): ${tls}`);
  if (['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED'].includes(code)) {
    return { ...unreachable(`${at} broke the connection off (${code})`, 'if-safe'), undecided: true };
  }
  if (code.startsWith('HPE_')) {
    const message = `${at} answers with something that is not HTTP: is this an API server's address?`;
    return { ...unreachable(message), undecided: true };
  }
  const message = `no connection to ${at}${code === '' ? '' : ` (${code})`}: check the network and the server of context ${context}`;
  return { ...unreachable(message), undecided: true };
}

/** How often a server that restarts is asked whether it is back. */
const RESTART_PAUSE_MS = 500;

/** The deadline passed; `authorized` tells a silent server from a hanging credential helper. */
export function deadlineFailure(credentials: Credentials, timeoutMs: number, authorized: boolean): Failure {
  const { helper } = credentials.identity;
  const after = `after ${timeoutMs / 1000}s`;
  const message =
    authorized || helper === undefined
      ? `no answer from ${credentials.server.origin} ${after}`
      : `credential helper ${JSON.stringify(helper)} did not finish ${after}: run it by hand, or log in again`;
  return {
    error: new ClusterError(message, { reason: 'unreachable' }),
    retry: 'never',
    silent: true,
    ...(authorized ? { undecided: true } : {}),
  };
}

/** The writer's leave is over: what was sent before may have been carried out. */
export function noLeaveFailure(error: unknown): Failure {
  const failure = new ClusterError('the leave to write has ended', { reason: 'unknown', cause: error });
  return { error: failure, retry: 'never', ...(error instanceof NoLeave ? {} : { undecided: true }) };
}

export function interruptedFailure(): Failure {
  return { error: new ClusterError('interrupted', { reason: 'unknown' }), retry: 'never', undecided: true };
}

function credentialFailure(cause: unknown, credentials: Credentials): Failure {
  const { context, user, helper, issuer, renewal } = credentials.identity;
  const code = codeOf(cause);
  const who = `user ${JSON.stringify(user)} of context ${JSON.stringify(context)}`;
  const refused = (message: string): Failure => ({
    error: new ClusterError(message, { reason: 'unauthorized' }),
    retry: 'never',
  });
  if (helper !== undefined) {
    const quoted = JSON.stringify(helper);
    if (code === 'ENOENT')
      return refused(`credential helper ${quoted} of ${who} is not installed, or not on PATH`);
    // Its stderr is not repeated: helpers print tokens there when asked to be verbose.
    return refused(`credential helper ${quoted} of ${who} failed: run it by hand to see why; ${renewal}`);
  }
  if (issuer !== undefined)
    return refused(`the OIDC provider ${issuer} did not renew the token of ${who}: ${renewal}`);
  const path = typeof cause === 'object' && cause !== null && 'path' in cause ? ` ${String(cause.path)}` : '';
  return refused(
    `the credentials of ${who} cannot be read${code === '' ? '' : ` (${code}${path})`}: ${renewal}`,
  );
}

/** Only the proxy is looked up and connected to by us; what it says of the server it says by a status. */
function proxyTrouble(error: unknown, code: string, { identity, server }: Credentials): string | undefined {
  if (identity.proxy === undefined) return undefined;
  const where = `the proxy ${identity.proxy} (proxy-url of context ${JSON.stringify(identity.context)}, or HTTPS_PROXY)`;
  if (code === 'ECONNREFUSED')
    return `${where} refused the connection: is it running, and is ${server.host} for NO_PROXY?`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${where} is not known: check DNS, or the VPN`;
  const status = /^Bad response: (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (status === undefined) return undefined;
  const why =
    status === '407'
      ? 'it wants a user and password in its URL'
      : `it does not reach or allow ${server.host}`;
  return `${where} answered ${status}: ${why}`;
}

function tlsTrouble(code: string): string | undefined {
  const self = [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ];
  const issuer = ['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'];
  if ([...self, ...issuer].includes(code)) {
    return `its certificate is not signed by the CA in the kubeconfig (${code}); fetch the kubeconfig anew, or set certificate-authority`;
  }
  if (code === 'CERT_HAS_EXPIRED')
    return `a certificate has expired (${code}); renew the API server's certificate`;
  if (code === 'CERT_NOT_YET_VALID') return `its certificate is not valid yet (${code}); is a clock wrong?`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `its certificate names other hosts (${code}); use one of them as server, or set tls-server-name`;
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return `TLS failed (${code}); is the server's scheme right (http or https), and the client certificate accepted?`;
  }
  if (code.startsWith('ERR_OSSL_'))
    return `the CA or client certificate in the kubeconfig cannot be used (${code})`;
  return undefined;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
