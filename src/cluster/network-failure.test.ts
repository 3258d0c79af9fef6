import { KubeConfig } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { Credentials } from './credentials.ts';
import { NameLookup } from './name-lookup.ts';
import { networkFailure } from './network-failure.ts';
import { systemClock } from './system-clock.ts';
import { CredentialFailure } from './transport.ts';

function credentials(): Credentials {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'c', server: 'https://api.example:6443', skipTLSVerify: false }],
    users: [{ name: 'ann', certFile: '/no/cert.pem' }],
    contexts: [{ name: 'prod', cluster: 'c', user: 'ann' }],
    currentContext: 'prod',
  });
  return new Credentials(config, systemClock, new NameLookup());
}

describe('a connection that fails', () => {
  it.each([
    ['ECONNREFUSED', 'never', 'https://api.example:6443 refused the connection'],
    ['ENOTFOUND', 'never', 'host api.example is not known: check the server of context "prod"'],
    ['EAI_AGAIN', 'always', 'looking up host api.example failed'],
    ['ECONNRESET', 'if-safe', 'broke the connection off'],
    ['EPIPE', 'if-safe', 'broke the connection off'],
    ['EHOSTUNREACH', 'never', 'no connection to https://api.example:6443 (EHOSTUNREACH)'],
    ['HPE_INVALID_CONSTANT', 'never', 'something that is not HTTP'],
    ['CERT_HAS_EXPIRED', 'never', 'a certificate has expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'never', 'set tls-server-name'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'never', 'not signed by the CA in the kubeconfig'],
    ['EPROTO', 'never', "is the server's scheme right"],
    ['ERR_OSSL_PEM_NO_START_LINE', 'never', 'the CA or client certificate in the kubeconfig cannot be used'],
  ])('with %s says what to look at', (code, retry, words) => {
    const failure = networkFailure(Object.assign(new Error('secret words'), { code }), credentials(), false);
    expect(failure).toMatchObject({ retry, silent: true, error: { reason: 'unreachable' } });
    expect(failure.error.message).toContain(words);
    expect(failure.error.message).not.toContain('secret words');
  });

  it.each([
    ['ECONNREFUSED', undefined],
    ['ENOTFOUND', undefined],
    ['CERT_HAS_EXPIRED', undefined],
    ['ECONNRESET', true],
    ['HPE_INVALID_CONSTANT', true],
  ])('with %s tells whether anything can have been done', (code, undecided) => {
    const failure = networkFailure(Object.assign(new Error(), { code }), credentials(), false);
    expect(failure.undecided).toBe(undecided);
  });

  it('is tried again where the server has answered before: it restarts', () => {
    const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' });
    expect(networkFailure(refused, credentials(), true)).toMatchObject({ retry: 'always', afterMs: 500 });
  });

  it('for want of a key file names the file', async () => {
    const own = credentials();
    const cause = await own.authorize().catch((error: unknown) => error);
    const { error } = networkFailure(new CredentialFailure('', { cause }), own, false);
    expect(error.reason).toBe('unauthorized');
    expect(error.message).toContain('of context "prod" cannot be read (ENOENT /no/cert.pem)');
  });
});
