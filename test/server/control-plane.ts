import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ControlPlane {
  readonly server: string;
  readonly caFile: string;
  readonly kubeconfig: string;
  /** A kubeconfig for one of the tokens `admin`, `reader` (no rights), `nobody` (unknown). */
  kubeconfigFor(token: string, options?: { readonly trust?: boolean }): string;
  kubectl(...args: readonly string[]): string;
  stop(): Promise<void>;
}

/** etcd and kube-apiserver from KUBEBUILDER_ASSETS, as controller-runtime's envtest starts them. */
export async function startControlPlane(): Promise<ControlPlane> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets === undefined) throw new Error('KUBEBUILDER_ASSETS is not set');
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-server-'));
  const [client, peer, api] = [await freePort(), await freePort(), await freePort()];
  const logs = join(folder, 'certs');
  mkdirSync(logs);
  execFileSync('openssl', ['genrsa', '-out', join(folder, 'sa.key'), '2048'], { stdio: 'ignore' });
  writeFileSync(join(folder, 'tokens.csv'), 'admin,admin,admin,system:masters\nreader,reader,reader,\n');
  const etcd = run(join(assets, 'etcd'), [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
    '--unsafe-no-fsync',
  ]);
  const apiserver = run(join(assets, 'kube-apiserver'), [
    `--etcd-servers=http://127.0.0.1:${client}`,
    `--secure-port=${api}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--cert-dir=${logs}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--authorization-mode=RBAC',
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'sa.key')}`,
    `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
    '--disable-admission-plugins=ServiceAccount',
  ]);
  const server = `https://127.0.0.1:${api}`;
  const caFile = join(logs, 'apiserver.crt');
  const kubeconfigFor = (token: string, options: { readonly trust?: boolean } = {}): string => {
    const cluster = { server, ...(options.trust === false ? {} : { 'certificate-authority': caFile }) };
    const path = join(folder, `kubeconfig-${token}-${options.trust !== false}`);
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'real', cluster }],
      users: [{ name: token, user: { token } }],
      contexts: [{ name: 'real', context: { cluster: 'real', user: token } }],
      'current-context': 'real',
    };
    writeFileSync(path, JSON.stringify(config));
    return path;
  };
  const kubeconfig = kubeconfigFor('admin');
  const kubectl = (...args: readonly string[]) =>
    execFileSync(join(assets, 'kubectl'), ['--kubeconfig', kubeconfig, ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const stop = async () => {
    await Promise.all([end(apiserver), end(etcd)]);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries += 1) {
    try {
      kubectl('get', '--raw', '/readyz');
      kubectl('get', 'namespace', 'default', 'kube-system');
      return { server, caFile, kubeconfig, kubeconfigFor, kubectl, stop };
    } catch (error) {
      if (tries < 240 && apiserver.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 250));
      else {
        await stop();
        throw error;
      }
    }
  }
}

function run(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore' });
  // A test run that dies must not leave servers behind.
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
