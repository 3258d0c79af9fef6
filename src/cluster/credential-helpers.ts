import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { KubeConfig } from '@kubernetes/client-node';

/**
 * Credential helpers that KubeConfig's exec authenticator has running. The library has no way to stop them, so we watch
 * it spawn.
 */
export class CredentialHelpers {
  readonly #running = new Set<ChildProcess>();
  readonly #caches: object[];

  constructor(config: KubeConfig) {
    const authenticators: unknown = Reflect.get(config, 'authenticators');
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
        const child: ChildProcess = spawn(command, args ?? [], { ...options, ...surroundings() });
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
