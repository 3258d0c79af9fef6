import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { KubeConfig, User } from '@kubernetes/client-node';
import type { Clock } from '../ports/clock.ts';
import { ExecPlugins } from './exec-plugins.ts';
import type { NameLookup } from './name-lookup.ts';

/** Who we are to one API server, in words for messages. */
export interface Identity {
  readonly context: string;
  readonly user: string;
  /** How a person gets fresh credentials of this kind. */
  readonly renewal: string;
  /** The proxy that requests go through, without its password. */
  readonly proxy?: string;
  /** The OIDC provider that renews tokens. */
  readonly issuer?: string;
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
  readonly names: NameLookup;
  readonly #config: KubeConfig;
  readonly #clock: Clock;
  readonly #helpers: ExecPlugins;
  #current: { readonly since: number; readonly value: Promise<Authorization> } | undefined;
  #latest: Authorization | undefined;
  #asking = 0;
  #agent: { readonly agent: Agent; readonly material: string } | undefined;

  constructor(config: KubeConfig, clock: Clock, names: NameLookup) {
    this.#config = config;
    this.#clock = clock;
    this.#helpers = new ExecPlugins(config);
    this.names = names;
    this.server = new URL(config.getCurrentCluster()?.server ?? '');
    this.identity = describe(config);
  }

  /** Rejects with what the credential helper or the certificate files threw. */
  authorize(): Promise<Authorization> {
    const now = this.#clock.now();
    if (this.#current !== undefined && now - this.#current.since < 30_000) return this.#current.value;
    const value = this.#ask();
    this.#current = { since: now, value };
    value.catch(() => {
      if (this.#current?.value === value) this.#current = undefined;
    });
    return value;
  }

  /** A credential helper is at work: who waits, waits for it and not for the server. */
  isAsking(): boolean {
    return this.#asking > 0;
  }

  /** The server said 401: ask anew, unless somebody has since. */
  refused(used: Authorization): void {
    if (this.#latest !== used) return;
    this.#current = undefined;
    this.#helpers.forget();
  }

  /** A helper that hangs would keep the whole process from ending. */
  stopHelpers(): void {
    this.#helpers.stop();
    this.#current = undefined;
  }

  /** Connections that nobody uses now, and the address they went to. */
  dropIdle(): void {
    this.names.forget();
    for (const socket of Object.values(this.#agent?.agent.freeSockets ?? {}).flat()) socket?.destroy();
  }

  close(): void {
    this.stopHelpers();
    this.#agent?.agent.destroy();
  }

  async #ask(): Promise<Authorization> {
    const options: RequestOptions = {};
    this.#asking += 1;
    try {
      await this.#config.applyToHTTPSOptions(options);
    } finally {
      this.#asking -= 1;
    }
    const headers: Record<string, string> = {};
    for (const [key, value] of Object.entries(options.headers ?? {})) headers[key] = String(value).trim();
    this.#latest = {
      agent: this.#agentFor(options),
      headers,
      ...(typeof options.auth === 'string' ? { auth: options.auth } : {}),
    };
    return this.#latest;
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
  const proxy = config.getCurrentCluster()?.proxyUrl;
  return {
    context: config.getCurrentContext(),
    user: user?.name ?? 'none',
    renewal: renewalOf(user),
    ...(proxy ? { proxy: hostOf(proxy) } : {}),
    ...(user?.authProvider?.name === 'oidc'
      ? { issuer: String(user.authProvider.config?.['idp-issuer-url']) }
      : {}),
    ...(typeof helper === 'string' ? { helper } : {}),
  };
}

/** Of `https://user:password@proxy:3128` no more than the place. */
function hostOf(proxy: string): string {
  return URL.canParse(proxy)
    ? `${new URL(proxy).protocol}//${new URL(proxy).host}`
    : 'with an unreadable URL';
}

function renewalOf(user: User | null): string {
  if (user?.exec) return `log in again with the tool behind ${JSON.stringify(user.exec.command)}`;
  if (user?.authProvider?.name === 'tokenFile')
    return 'the ServiceAccount token is not accepted: has the account been deleted?';
  if (user?.authProvider?.name === 'oidc') return 'log in again at the OIDC provider';
  if (user?.token) return 'put a fresh token into the kubeconfig (on OpenShift: oc login)';
  if (user?.certData || user?.certFile)
    return 'the client certificate may have expired: fetch the kubeconfig anew';
  return 'log in again, or choose another context';
}
