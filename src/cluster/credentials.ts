import type { ChildProcess } from 'node:child_process';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { KubeConfig, User } from '@kubernetes/client-node';
import type { Clock } from '../ports/clock.ts';

/** Who we are to one API server, in words for messages. */
export interface Identity {
  readonly context: string;
  readonly user: string;
  /** How a person gets fresh credentials of this kind. */
  readonly renewal: string;
  /** The command of an exec credential plugin. */
  readonly helper?: string;
}

/** What a request needs to be let in. */
export interface Authorization {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  /** User and password for basic authentication. */
  readonly auth?: string;
}

/** Asks KubeConfig for credentials, once for all requests of half a minute, and keeps one agent as long as they allow. */
export class Credentials {
  readonly server: URL;
  readonly identity: Identity;
  readonly #config: KubeConfig;
  readonly #clock: Clock;
  readonly #helpers: Set<ChildProcess>;
  #current: { readonly since: number; readonly value: Promise<Authorization> } | undefined;
  #asking = false;
  #agent: { readonly agent: Agent; readonly material: string } | undefined;

  constructor(config: KubeConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
    this.#helpers = trackHelpers(config);
    this.server = new URL(config.getCurrentCluster()?.server ?? '');
    this.identity = describe(config);
  }

  /** Rejects with what the credential helper or the certificate files threw. */
  authorize(): Promise<Authorization> {
    const now = this.#clock.now();
    if (this.#current !== undefined && now - this.#current.since < 30_000) return this.#current.value;
    const value = this.#ask();
    this.#current = { since: now, value };
    value.catch(() => this.renew());
    return value;
  }

  /** A credential helper is at work: who waits, waits for it and not for the server. */
  isAsking(): boolean {
    return this.#asking;
  }

  /** The server said 401: ask anew next time. */
  renew(): void {
    this.#current = undefined;
  }

  /** A helper that hangs would keep the whole process from ending. */
  stopHelpers(): void {
    for (const child of this.#helpers) child.kill();
    this.renew();
  }

  close(): void {
    this.stopHelpers();
    this.#agent?.agent.destroy();
  }

  async #ask(): Promise<Authorization> {
    const options: RequestOptions = {};
    this.#asking = true;
    try {
      await this.#config.applyToHTTPSOptions(options);
    } finally {
      this.#asking = false;
    }
    const headers: Record<string, string> = {};
    for (const [key, value] of Object.entries(options.headers ?? {})) headers[key] = String(value).trim();
    return {
      agent: this.#agentFor(options),
      headers,
      ...(typeof options.auth === 'string' ? { auth: options.auth } : {}),
    };
  }

  #agentFor(options: RequestOptions): Agent {
    const material = [
      options.ca,
      options.cert,
      options.key,
      options.servername,
      options.rejectUnauthorized,
    ].join('\n');
    if (this.#agent?.material === material) return this.#agent.agent;
    const agent = options.agent;
    if (agent === undefined || typeof agent === 'boolean')
      throw new Error('the kubeconfig gave no connection agent');
    // The library makes agents that close after each request; a plan of a thousand objects needs them open.
    Object.assign(agent, { keepAlive: true, maxFreeSockets: 16 });
    if (this.#agent !== undefined) Object.assign(this.#agent.agent, { keepAlive: false });
    this.#agent = { agent, material };
    return agent;
  }
}

function describe(config: KubeConfig): Identity {
  const user = config.getCurrentUser();
  const helper = user?.exec?.command;
  return {
    context: config.getCurrentContext(),
    user: user?.name ?? 'none',
    renewal: renewalOf(user),
    ...(typeof helper === 'string' ? { helper } : {}),
  };
}

function renewalOf(user: User | null): string {
  if (user?.exec) return `log in again with the tool behind ${JSON.stringify(user.exec.command)}`;
  if (user?.authProvider?.name === 'tokenFile')
    return 'the ServiceAccount token is not accepted: has the account been deleted?';
  if (user?.token) return 'put a fresh token into the kubeconfig (on OpenShift: oc login)';
  if (user?.certData || user?.certFile)
    return 'the client certificate may have expired: fetch the kubeconfig anew';
  return 'log in again, or choose another context';
}

/** Children that KubeConfig's exec authenticator has running. The library has no way to stop them, so we watch it spawn. */
function trackHelpers(config: KubeConfig): Set<ChildProcess> {
  const running = new Set<ChildProcess>();
  const authenticators: unknown = Reflect.get(config, 'authenticators');
  for (const authenticator of Array.isArray(authenticators) ? authenticators : []) {
    const spawn: unknown = Reflect.get(authenticator, 'execFn');
    if (typeof spawn !== 'function') continue;
    Reflect.set(authenticator, 'execFn', (...args: unknown[]): ChildProcess => {
      const child: ChildProcess = spawn(...args);
      running.add(child);
      child.once('close', () => running.delete(child));
      child.once('error', () => running.delete(child));
      return child;
    });
  }
  return running;
}
