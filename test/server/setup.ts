import type { TestProject } from 'vitest/node';
import { assetsFolder, type ClientCa, crdFolders, startRealServer } from '../support/real-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `sharedServer` hands to tests; null where the assets are not here. */
    realServer: {
      readonly url: string;
      readonly token: string;
      readonly certificate: string;
      readonly clientCa: ClientCa;
      readonly kubeconfig: string;
    } | null;
  }
}

/** One control plane with all CRDs for every test file of the project: a start takes seconds. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (assetsFolder() === undefined) {
    console.log('KUBEBUILDER_ASSETS names no kube-apiserver: the real-server tests are skipped');
    project.provide('realServer', null);
    return undefined;
  }
  const server = await startRealServer({ crds: crdFolders() });
  await server.compact();
  const { hub: url = '' } = server.urls;
  const { hub: certificate = '' } = server.certificates;
  const { token, kubeconfig, clientCa } = server;
  project.provide('realServer', { url, token, certificate, clientCa, kubeconfig });
  return () => server.stop();
}
