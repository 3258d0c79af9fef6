import { BlockList, isIP } from 'node:net';
import type { KubeConfig } from '@kubernetes/client-node';
import { UserError } from '../model/errors.ts';

/**
 * Sends the requests of a cluster without `proxy-url` through the proxy that the environment names, as kubectl does:
 * HTTPS_PROXY or HTTP_PROXY by the server's scheme, never for what NO_PROXY lists nor for this machine
 * (golang.org/x/net/http/httpproxy).
 */
export function useProxyOfEnvironment(config: KubeConfig, env: NodeJS.ProcessEnv): void {
  const cluster = config.getCurrentCluster();
  if (cluster === null) return;
  const named = cluster.proxyUrl || undefined;
  const proxyUrl = named ?? proxyFor(new URL(cluster.server), env);
  if (proxyUrl === undefined) return;
  if (!URL.canParse(proxyUrl) || !/^(https?|socks5h?):$/.test(new URL(proxyUrl).protocol)) {
    // Not the text itself: it may hold a password.
    throw new UserError(
      `the proxy of cluster ${JSON.stringify(cluster.name)} is no URL of http, https or socks5`,
      {
        hint:
          named === undefined ? 'correct HTTPS_PROXY or HTTP_PROXY' : 'correct proxy-url in the kubeconfig',
      },
    );
  }
  config.clusters = config.clusters.map((item) =>
    item.name === cluster.name ? { ...item, proxyUrl } : item,
  );
}

/** The proxy's URL; undefined where the server is asked directly. */
export function proxyFor(server: URL, env: NodeJS.ProcessEnv): string | undefined {
  const named = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const proxy = server.protocol === 'https:' ? named('HTTPS_PROXY') : named('HTTP_PROXY');
  if (proxy === '' || isExcepted(server, named('NO_PROXY'))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isExcepted(server: URL, list: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  if (host === 'localhost' || isWithin(host, '127.0.0.0/8') || isWithin(host, '::1/128')) return true;
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(host, port, entry));
}

function matches(host: string, port: string, entry: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isWithin(host, entry);
  const { name, only } = withoutPort(entry);
  if (only !== undefined && only !== port) return false;
  if (isIP(name) > 0) return name === host;
  const domain = name.replace(/^\*?\./, '');
  const isItself = host === domain && !/^\*?\./.test(name);
  return isItself || host.endsWith(`.${domain}`);
}

function withoutPort(entry: string): { readonly name: string; readonly only?: string } {
  const found = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(entry);
  if (found === null) return { name: entry.replace(/^\[|\]$/g, '') };
  return { name: found[1] ?? found[2] ?? '', only: found[3] ?? '' };
}

function isWithin(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  if (
    family === 0 ||
    isIP(host) !== family ||
    !/^\d+$/.test(bits) ||
    Number(bits) > (family === 4 ? 32 : 128)
  )
    return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, Number(bits), type);
  return list.check(host, type);
}
