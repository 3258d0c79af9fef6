import type { KubeConfig } from '@kubernetes/client-node';
import { UserError } from '../model/errors.ts';
import { useProxyOfEnvironment } from './environment-proxy.ts';
import { allowPlainHttp, chooseContext, whatIsWrong } from './kubeconfig.ts';

/** A kubeconfig that came from somewhere else than a file, as from a Secret. */
export interface KubeconfigText {
  readonly kubeconfigText: string;
  /** Where it came from, for messages. */
  readonly from: string;
}

/**
 * Reads a kubeconfig that somebody else wrote, which therefore may name nothing of this machine: no command to run and no
 * file to read, for both would happen with our rights. Throws UserError, never with a piece of the text in it.
 */
export async function readKubeconfigText({ kubeconfigText, from }: KubeconfigText): Promise<KubeConfig> {
  const { newKubeConfig } = await import('./new-kube-config.ts');
  const config = newKubeConfig();
  try {
    config.loadFromString(kubeconfigText);
  } catch (error) {
    throw new UserError(`${from} holds no kubeconfig: ${whatIsWrong(error)}`);
  }
  chooseContext(config, undefined, from);
  const forbidden = findOutside(config, kubeconfigText);
  if (forbidden !== undefined) {
    throw new UserError(`${from}: its kubeconfig ${forbidden}`, {
      hint: 'put certificates and the token themselves into it, as `kubectl config view --raw --flatten` does',
    });
  }
  useProxyOfEnvironment(config, process.env);
  allowPlainHttp(config);
  return config;
}

function findOutside(config: KubeConfig, text: string): string | undefined {
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (cluster?.caFile) return 'names a certificate-authority file';
  if (user?.certFile) return 'names a client-certificate file';
  if (user?.keyFile) return 'names a client-key file';
  // The library has read the file of `token-file` by now, and does not say so.
  if (user?.token && !text.includes(user.token)) return 'names a token file';
  if (user?.exec) return 'runs a command for its credentials';
  if (user?.authProvider) return `uses the auth provider ${JSON.stringify(user.authProvider.name ?? '')}`;
  return undefined;
}
