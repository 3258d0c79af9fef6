import type { LookupFunction } from 'node:net';
import type { KubeConfig } from '@kubernetes/client-node';
import type { ClusterAccess } from '../model/config.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Leave } from '../ports/leave.ts';
import { Credentials } from './credentials.ts';
import { Exchange } from './exchange.ts';
import { readKubeConfig } from './kubeconfig.ts';
import { type KubeconfigText, readKubeconfigText } from './kubeconfig-text.ts';
import { NameLookup } from './name-lookup.ts';
import { RestCluster } from './rest-cluster.ts';
import { systemClock } from './system-clock.ts';

export interface ConnectOptions {
  /** `hub` or a managed cluster's name. */
  readonly name: string;
  readonly access: ClusterAccess | KubeconfigText;
  /** For each request with its retries: name look-up, TLS and credential helper included. */
  readonly requestTimeoutMs: number;
  /** One line a request: method, path, status, time. Never headers or bodies. */
  readonly verbose?: (line: string) => void;
  /** One line about something that works and should not be left so. */
  readonly warn?: (line: string) => void;
  /** Asked before each write. */
  readonly leave?: Leave;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** The operating system's unless told. */
  readonly lookup?: LookupFunction;
}

/** Reads the credentials; nothing is sent yet. Throws UserError where the kubeconfig or its context is unusable. */
export async function connectCluster(options: ConnectOptions): Promise<Cluster> {
  const clock = options.clock ?? systemClock;
  const { access } = options;
  const config = await ('kubeconfigText' in access ? readKubeconfigText(access) : readKubeConfig(access));
  const credentials = new Credentials(config, clock, new NameLookup(options.lookup));
  if (isUnverified(config)) {
    options.warn?.(
      `${options.name}: context ${JSON.stringify(config.getCurrentContext())} sets insecure-skip-tls-verify: whoever answers at ${credentials.server.origin} is believed, and sees the credentials`,
    );
  }
  const exchange = new Exchange({
    cluster: options.name,
    credentials,
    clock,
    requestTimeoutMs: options.requestTimeoutMs,
    parallel: 16,
    random: options.random ?? Math.random,
    ...(options.verbose === undefined ? {} : { verbose: options.verbose }),
    ...(options.leave === undefined ? {} : { leave: options.leave }),
  });
  return new RestCluster(options.name, exchange, clock);
}

function isUnverified(config: KubeConfig): boolean {
  const cluster = config.getCurrentCluster();
  return cluster?.skipTLSVerify === true && cluster.server.startsWith('https:');
}
