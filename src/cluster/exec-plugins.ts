import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { KubeConfig } from '@kubernetes/client-node';

/**
 * Credential helpers that KubeConfig's exec authenticator has running. The library has no way to stop them, so we watch
 * it spawn.
 */
export class ExecPlugins {
  readonly #running = new Set<ChildProcess>();
  readonly #caches: object[];
  readonly #info: string;

  constructor(config: KubeConfig) {
    const authenticators: unknown = Reflect.get(config, 'authenticators');
    this.#info = execInfo(config);
    this.#caches = Array.isArray(authenticators) ? authenticators : [];
    for (const authenticator of this.#caches) this.#watch(authenticator);
  }

  /** With all that they have started: a shell that is killed leaves what it waits for. */
  stop(): void {
    for (const child of this.#running) kill(child);
  }

  /** What the library remembers of helpers and token files was refused: it has to ask again. */
  forget(): void {
    for (const cache of this.#caches) {
      if (Reflect.has(cache, 'tokenCache')) Reflect.set(cache, 'tokenCache', {});
      if (Reflect.has(cache, 'lastRead')) Reflect.set(cache, 'lastRead', null);
    }
  }

  #watch(authenticator: object): void {
    const spawn: unknown = Reflect.get(authenticator, 'execFn');
    if (typeof spawn !== 'function') return;
    Reflect.set(
      authenticator,
      'execFn',
      (command: string, args: readonly string[] | undefined, options: SpawnOptions): ChildProcess => {
        const env = { ...(options.env ?? process.env), KUBERNETES_EXEC_INFO: this.#info };
        const child: ChildProcess = spawn(command, args ?? [], { ...options, env, ...surroundings() });
        const stop = () => kill(child);
        const forget = () => {
          this.#running.delete(child);
          process.removeListener('exit', stop);
        };
        this.#running.add(child);
        process.once('exit', stop);
        child.once('close', forget);
        child.once('error', forget);
        return child;
      },
    );
  }
}

/** What a helper is told of whom it signs in to (Kubernetes: client-go/plugin/pkg/client/auth/exec, KUBERNETES_EXEC_INFO). */
function execInfo(config: KubeConfig): string {
  const exec: unknown = config.getCurrentUser()?.exec ?? {};
  const read = (key: string): unknown =>
    typeof exec === 'object' && exec !== null ? Reflect.get(exec, key) : undefined;
  const cluster = config.getCurrentCluster();
  const known = read('provideClusterInfo') === true && cluster !== null;
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: read('apiVersion') ?? 'client.authentication.k8s.io/v1',
    spec: {
      ...(known
        ? {
            cluster: {
              server: cluster.server,
              'tls-server-name': cluster.tlsServerName,
              'insecure-skip-tls-verify': cluster.skipTLSVerify || undefined,
              'certificate-authority-data': cluster.caData,
              'proxy-url': cluster.proxyUrl,
            },
          }
        : {}),
      interactive: false,
    },
  });
}

/**
 * Nobody answers a question on stdin. Away from a terminal a helper gets a process group of its own, which can be ended
 * as a whole; on a terminal it stays in ours, so that it may ask there and hears Ctrl-C.
 */
function surroundings(): SpawnOptions {
  return { stdio: ['ignore', 'pipe', 'pipe'], detached: isGroupLeader() };
}

function isGroupLeader(): boolean {
  return process.platform !== 'win32' && !process.stdin.isTTY;
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (isGroupLeader()) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
