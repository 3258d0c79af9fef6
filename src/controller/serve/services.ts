import type { ApplyEvent } from '../../model/apply-event.ts';
import { UserError } from '../../model/errors.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { keyOf } from '../../model/object-ref.ts';
import type { Watching } from '../kept-clusters.ts';
import type { Log } from '../log.ts';
import type { LoopObserver } from '../loop-observer.ts';
import { LoopMetrics } from '../metrics/loop-metrics.ts';
import { Nudges } from '../nudges.ts';
import { Receivers } from '../webhook/receivers.ts';
import { type WebhookResult, webhookHandler } from '../webhook/webhook-handler.ts';
import type { BindAddress } from './bind-address.ts';
import { healthHandler, metricsHandler } from './endpoints.ts';
import { type Handler, type RunningServer, startServer } from './http-server.ts';
import { processUsage } from './process-usage.ts';
import { Readiness, type ReadinessPart } from './readiness.ts';

/** What is absent is not served. */
export interface Binds {
  readonly metrics?: BindAddress;
  readonly health?: BindAddress;
  readonly webhook?: BindAddress;
}

export interface ServicesDeps {
  readonly log: Log;
  readonly now: () => number;
  /** Aborted: the loop is about to end. */
  readonly signal: AbortSignal;
}

/** A refusal is logged at most this often for each reason: whoever sends a flood must not fill the disk with it. */
const REFUSALS_APART_MS = 60_000;

/** What the loop shows to the outside, and what the outside may tell it. */
export class Services {
  readonly readiness = new Readiness();
  readonly nudges = new Nudges();
  readonly observer: LoopObserver;
  readonly webhookKey: (object: LiveObject, key: string | undefined) => void;
  readonly applyWatcher: () => (event: ApplyEvent) => void;
  readonly #deps: ServicesDeps;
  readonly #metrics = new LoopMetrics(processUsage);
  readonly #receivers = new Receivers();
  readonly #hub: ReadinessPart;
  readonly #servers: RunningServer[] = [];
  readonly #refusedAt = new Map<WebhookResult, number>();
  #binds: Binds = {};
  #isLeading = false;
  #webhooks: RunningServer | undefined;
  /** One change after the other. */
  #webhookTurn: Promise<void> = Promise.resolve();

  constructor(deps: ServicesDeps) {
    this.#deps = deps;
    deps.signal.addEventListener('abort', () => this.readiness.end(), { once: true });
    this.#hub = this.readiness.part('topologysyncs');
    this.observer = {
      present: (objects) => {
        this.#metrics.keep(objects);
        this.#receivers.keep(objects);
        this.#hub.ready();
      },
      watching: (object, watching) => this.#watching(object, watching),
      hubLost: (why) => this.#hub.notReady(why),
      passEnded: (object, result, at) => this.#metrics.passEnded(object, result, at),
      looked: (object, result, endedAt) => this.#metrics.looked(object, result, endedAt),
    };
    this.webhookKey = (object, key) => this.#receivers.learn(object, key);
    this.applyWatcher = () => this.#metrics.applyWatcher();
  }

  /** Who stands by is ready: a rollout waits for it while the former leader still works. */
  async lead(isLeader: boolean): Promise<void> {
    this.#metrics.lead(isLeader);
    if (isLeader) this.#hub.notReady('not yet');
    else this.#hub.ready();
    this.#isLeading = isLeader;
    this.#webhookTurn = this.#webhookTurn.then(() => this.#turnWebhooks());
    await this.#webhookTurn;
  }

  #watching(object: LiveObject, watching: Watching | undefined): void {
    const { namespace = '', name } = keyOf(object);
    const part = this.readiness.part(`watches ${namespace}/${name}`);
    if (watching === undefined) part.gone();
    else if (watching.why === undefined) part.ready();
    else part.notReady(watching.why);
  }

  /** Who stands by does not listen: an Ingress then tries the next pod, where an answer, whatever it said, would be the end. */
  async #turnWebhooks(): Promise<void> {
    const { webhook } = this.#binds;
    if (webhook === undefined || this.#isLeading === (this.#webhooks !== undefined)) return;
    if (!this.#isLeading) {
      await this.#webhooks?.close();
      this.#webhooks = undefined;
      return;
    }
    try {
      this.#webhooks = await this.#listen('webhooks', webhook, this.#webhookHandler());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#deps.log.error('webhooks are not taken', { why: error.message });
    }
  }

  async #listen(what: string, bind: BindAddress, handler: Handler): Promise<RunningServer> {
    const server = await startServer(bind, handler);
    this.#deps.log.info(`listening for ${what}`, { url: server.url });
    return server;
  }

  /** Throws UserError where an address cannot be taken. Webhooks are taken by who leads: an address that is taken is logged. */
  async start(binds: Binds): Promise<void> {
    this.#binds = binds;
    const { metrics, health } = binds;
    if (metrics !== undefined) {
      const handler = metricsHandler(() => this.#metrics.render());
      this.#servers.push(await this.#listen('metrics', metrics, handler));
    }
    if (health !== undefined) {
      this.#servers.push(await this.#listen('health', health, healthHandler(this.readiness)));
    }
  }

  async close(): Promise<void> {
    this.readiness.end();
    this.#isLeading = false;
    await this.#webhookTurn.then(() => this.#turnWebhooks());
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  #webhookHandler(): Handler {
    return webhookHandler({
      find: (namespace, name) => this.#receivers.find(namespace, name),
      wake: (uid) => this.nudges.ask(uid),
      seen: (result, sync) => this.#tell(result, sync),
      now: this.#deps.now,
    });
  }

  #tell(result: WebhookResult, sync: string | undefined): void {
    this.#metrics.webhook(result);
    const { log, now } = this.#deps;
    if (result === 'accepted') {
      log.info('webhook accepted', sync === undefined ? {} : { sync });
      return;
    }
    if (now() < (this.#refusedAt.get(result) ?? 0) + REFUSALS_APART_MS) return;
    this.#refusedAt.set(result, now());
    log.info('webhook refused', { reason: result });
  }
}
