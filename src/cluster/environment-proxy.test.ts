import { describe, expect, it } from 'vitest';
import { proxyFor } from './environment-proxy.ts';

const proxy = 'http://proxy.example:3128';

describe('the proxy of the environment', () => {
  it.each<[string, string, NodeJS.ProcessEnv, string | undefined]>([
    ['none', 'https://api.example:6443', {}, undefined],
    ['for https', 'https://api.example:6443', { HTTPS_PROXY: proxy, HTTP_PROXY: 'http://other' }, proxy],
    ['for http', 'http://api.example', { HTTPS_PROXY: 'http://other', HTTP_PROXY: proxy }, proxy],
    [
      'small letters first',
      'https://api.example',
      { https_proxy: proxy, HTTPS_PROXY: 'http://other' },
      proxy,
    ],
    ['without a scheme', 'https://api.example', { HTTPS_PROXY: 'proxy.example:3128' }, proxy],
    ['not for this machine', 'https://localhost:6443', { HTTPS_PROXY: proxy }, undefined],
    ['not for loopback', 'https://127.0.0.9:6443', { HTTPS_PROXY: proxy }, undefined],
    ['not for loopback of IPv6', 'https://[::1]:6443', { HTTPS_PROXY: proxy }, undefined],
  ])('%s', (_, server, env, expected) => {
    expect(proxyFor(new URL(server), env)).toBe(expected);
  });

  it.each([
    ['*', true],
    ['api.example', true],
    ['example', true],
    ['.example', true],
    ['*.example', true],
    ['other,  API.example ', true],
    ['api.example:6443', true],
    ['api.example:443', false],
    ['pi.example', false],
    ['.api.example', false],
    ['', false],
  ])('is not for api.example:6443 where NO_PROXY is %j: %s', (list, excepted) => {
    const found = proxyFor(new URL('https://api.example:6443'), { HTTPS_PROXY: proxy, NO_PROXY: list });
    expect(found).toBe(excepted ? undefined : proxy);
  });

  it.each([
    ['https://10.1.2.3:6443', '10.0.0.0/8', true],
    ['https://10.1.2.3:6443', '10.1.2.3', true],
    ['https://10.1.2.3:6443', '10.1.2.3:6443', true],
    ['https://10.1.2.3:6443', '10.1.2.4/32', false],
    ['https://10.1.2.3:6443', '10.0.0.0/99', false],
    ['https://10.1.2.3:6443', 'fd00::/8', false],
    ['https://[fd00::5]:6443', 'fd00::/8', true],
    ['https://[fd00::5]:6443', '[fd00::5]:6443', true],
  ])('is not for %s where NO_PROXY is %s: %s', (server, list, excepted) => {
    const found = proxyFor(new URL(server), { HTTPS_PROXY: proxy, no_proxy: list });
    expect(found).toBe(excepted ? undefined : proxy);
  });
});
