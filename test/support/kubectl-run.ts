import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { assetsFolder } from './real-server.ts';

/** Where kubectl is, and how it is started for one server. */
export interface KubectlSetup {
  /** Working folder, home, and place of the discovery cache. */
  readonly folder: string;
  readonly kubeconfig: string;
  /** Of the cache, one a server. */
  readonly name: string;
}

export const kubectlPath = join(assetsFolder() ?? '', 'kubectl');

export function kubectlArgs({ folder, kubeconfig, name }: KubectlSetup): readonly string[] {
  return ['--kubeconfig', kubeconfig, '--cache-dir', join(folder, `${name}-cache`)];
}

export function kubectlEnv({ folder }: KubectlSetup): NodeJS.ProcessEnv {
  return { ...process.env, HOME: folder, KUBE_EDITOR: 'sed -i s/mild/hot/' };
}

/** Exit status, standard output and error, without what no two servers say alike. */
export function runKubectl(setup: KubectlSetup, args: readonly string[]): Promise<string> {
  const options = { cwd: setup.folder, env: kubectlEnv(setup) };
  return new Promise((resolve) => {
    execFile(kubectlPath, [...kubectlArgs(setup), ...args], options, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
      resolve(`${code}\n${plainOutput(stdout)}${plainOutput(stderr)}`);
    });
  });
}

export function plainOutput(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replace(/(resourceVersion"?: |Resource Version: +)"?\d+"?/g, '$1<version>')
    .replace(/(resourceVersion\\":\\")\d+/g, '$1<version>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000/g, '<time>')
    .replace(/\/tmp\/\S+/g, '<file>')
    .replace(/https?:\/\/127\.0\.0\.1:\d+/g, '<server>')
    .replace(/(?<=\s)\d+m?s(?=\s|$)/gm, '<age>')
    .replace(/ +/g, ' ');
}
