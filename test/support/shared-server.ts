import { inject } from 'vitest';
import { assetsFolder, type ClientCa, kubectlFor, type RealServer } from './real-server.ts';

/** The control plane that all files of the `server` project share. */
export interface SharedServer {
  readonly url: string;
  readonly token: string;
  readonly certificate: string;
  readonly clientCa: ClientCa;
  /** Path; its context is `hub`. */
  readonly kubeconfig: string;
  readonly kubectl: RealServer['kubectl'];
}

/** Undefined where the assets are not here: skip. Tests that share it name their objects after themselves. */
export function sharedServer(): SharedServer | undefined {
  const shared = inject('realServer');
  const assets = assetsFolder();
  if (shared === null || assets === undefined) return undefined;
  return { ...shared, kubectl: kubectlFor(assets, shared.kubeconfig) };
}
