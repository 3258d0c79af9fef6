import { backOffMs } from '../model/back-off.ts';
import { ClusterError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Clock } from '../ports/clock.ts';
import type { Leave } from '../ports/leave.ts';
import { Breaker } from './breaker.ts';
import type { Credentials } from './credentials.ts';
import { type Failure, inDoubt, type Subject } from './failure.ts';
import { deadlineFailure, interruptedFailure, networkFailure, noLeaveFailure } from './network-failure.ts';
import { Slots } from './slots.ts';
import { statusFailure } from './status-failure.ts';
import { type StreamAnswer, StreamConnections } from './stream-connections.ts';
import { type HttpRequest, send } from './transport.ts';

export interface ApiRequest extends Subject {
  readonly method: string;
  readonly path: string;
  readonly body?: { readonly type: string; readonly json: Json };
  readonly accept?: string;
  /** Doing it twice does no harm: it reads, or carries UID or resourceVersion. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal;
}

export interface ExchangeOptions {
  readonly cluster: string;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** For one request with all its retries. */
  readonly requestTimeoutMs: number;
  readonly parallel: number;
  readonly random: () => number;
  readonly verbose?: (line: string) => void;
  /** Without it, writes need nobody's leave. */
  readonly leave?: Leave;
}

/** A watch that is not answered sooner is as good as dead. */
const OPEN_STREAM_MS = 10_000;
const BETWEEN_ATTEMPTS = { firstMs: 200, longestMs: 10_000 };

/** Requests to one API server: bounded in number, each with a deadline, retried where that is safe. Throws ClusterError. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #slots: Slots;
  readonly #breaker: Breaker;
  readonly #streams: StreamConnections;
  readonly #underWay = new Set<AbortController>();
  #isClosed = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#slots = new Slots(options.parallel);
    this.#breaker = new Breaker(options.clock);
    this.#streams = new StreamConnections(options.credentials, options.clock);
  }

  /** The JSON of a 2xx answer. The deadline starts when the request's turn comes. */
  request(request: ApiRequest): Promise<Json> {
    return this.#slots.run(async () => {
      const broken = this.#breaker.open();
      if (broken !== undefined) throw broken;
      const startedAt = this.#options.clock.now();
      let undecided = false;
      for (let attempt = 1; ; attempt += 1) {
        const left = this.#options.requestTimeoutMs - (this.#options.clock.now() - startedAt);
        const outcome = await this.#once(request, left);
        if (!('error' in outcome)) return outcome.json;
        undecided ||= outcome.undecided === true;
        const pause = this.#pauseBefore(outcome, request, attempt);
        if (pause === undefined || pause >= left) {
          if (outcome.silent) this.#gone(outcome.error, startedAt);
          throw undecided ? inDoubt(outcome.error) : outcome.error;
        }
        await this.#options.clock.sleep(pause, request.signal);
      }
    });
  }

  /** Ends what is under way, without waiting for it. */
  close(): void {
    this.#isClosed = true;
    for (const deadline of this.#underWay) deadline.abort();
    this.#streams.close();
    this.#options.credentials.close();
  }

  /** What the streams hang on is asked all the time whether it is alive. */
  areStreamsAsked(): boolean {
    return this.#streams.isAsked;
  }

  /** Opens a stream; only the time to its headers is bounded. */
  async stream(request: ApiRequest & { readonly signal: AbortSignal }): Promise<StreamAnswer> {
    const timeoutMs = Math.min(OPEN_STREAM_MS, this.#options.requestTimeoutMs);
    const startedAt = this.#options.clock.now();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    try {
      const signal = AbortSignal.any([deadline.signal, request.signal]);
      const answer = await this.#streams.open(httpRequest(request), signal);
      this.#breaker.answered();
      this.#log(request, `${answer.status} (stream)`);
      return answer;
    } catch (error) {
      const failure = this.#failureOf(error, request, deadline.signal, timeoutMs);
      if (failure.silent) this.#gone(failure.error, startedAt);
      throw failure.error;
    } finally {
      clearTimeout(timer);
    }
  }

  failureOfStatus(status: number, text: string, subject: Subject): ClusterError {
    const { cluster, credentials, clock } = this.#options;
    const answer = { status, headers: {}, text };
    return statusFailure(answer, subject, cluster, credentials.identity, clock.now()).error;
  }

  async #once(request: ApiRequest, timeoutMs: number): Promise<{ readonly json: Json } | Failure> {
    if (this.#isClosed) return interruptedFailure();
    const { cluster, credentials, clock } = this.#options;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), Math.max(0, timeoutMs));
    this.#underWay.add(deadline);
    const before = performance.now();
    try {
      const leave = isWrite(request) ? this.#options.leave : undefined;
      const signals = [deadline.signal, request.signal, leave?.ended].filter((each) => each !== undefined);
      const signal = AbortSignal.any(signals);
      const answer = await send(credentials, httpRequest(request, leave), signal, leave);
      this.#breaker.answered();
      this.#log(request, `${answer.status} in ${Math.round(performance.now() - before)}ms`);
      if (answer.status < 200 || answer.status > 299)
        return statusFailure(answer, request, cluster, credentials.identity, clock.now());
      return readJson(answer.text, request, credentials);
    } catch (error) {
      const failure = this.#failureOf(error, request, deadline.signal, this.#options.requestTimeoutMs);
      this.#log(request, `failed in ${Math.round(performance.now() - before)}ms: ${failure.error.message}`);
      return failure;
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(deadline);
    }
  }

  #failureOf(error: unknown, request: ApiRequest, deadline: AbortSignal, timeoutMs: number): Failure {
    const { credentials } = this.#options;
    if (request.signal?.aborted || this.#isClosed) return interruptedFailure();
    if (isWrite(request) && this.#options.leave?.isValid() === false) return noLeaveFailure(error);
    if (!deadline.aborted) return networkFailure(error, credentials, this.#breaker.hasAnswered());
    const authorized = !credentials.isAsking();
    if (!authorized) credentials.stopHelpers();
    return deadlineFailure(credentials, timeoutMs, authorized);
  }

  /** Undefined: no more attempts. */
  #pauseBefore(failure: Failure, request: ApiRequest, attempt: number): number | undefined {
    if (request.signal?.aborted) return undefined;
    // Credentials are cached for a while: a 401 may only mean that they ran out meanwhile.
    if (failure.error.reason === 'unauthorized' && failure.error.status === 401)
      return attempt === 1 ? 0 : undefined;
    if (failure.retry === 'never' || (failure.retry === 'if-safe' && !request.repeatable)) return undefined;
    // What the server has surely not done may be tried as long as there is time; the rest must not pile up.
    if (failure.retry === 'if-safe' && attempt >= 6) return undefined;
    if (failure.afterMs === undefined) return this.#delay(attempt);
    return Math.max(failure.afterMs, Math.min(1000, this.#delay(attempt)));
  }

  /** Nothing came back: idle connections are most likely as dead as this one, and must not cost a deadline each. */
  #gone(error: ClusterError, startedAt: number): void {
    this.#breaker.failed(error, startedAt);
    this.#options.credentials.dropIdle();
  }

  #delay(attempt: number): number {
    return backOffMs(BETWEEN_ATTEMPTS, attempt, this.#options.random());
  }

  #log(request: ApiRequest, outcome: string): void {
    this.#options.verbose?.(`${this.#options.cluster}: ${request.method} ${request.path} ${outcome}`);
  }
}

/** It may change something. */
function isWrite({ method, path }: ApiRequest): boolean {
  return method !== 'GET' && !/[?&]dryRun=All(?:&|$)/.test(path);
}

/** With leave to write, the server is told when to give up (apiserver: endpoints/filters/request_deadline.go). */
function httpRequest(request: ApiRequest, leave?: Leave): HttpRequest {
  const headers = { accept: request.accept ?? 'application/json' };
  const path = leave === undefined ? request.path : withDeadline(request.path, leave.writeTimeoutMs);
  if (request.body === undefined) return { method: request.method, path, headers };
  return {
    method: request.method,
    path,
    headers: { ...headers, 'content-type': request.body.type },
    body: JSON.stringify(request.body.json),
  };
}

function withDeadline(path: string, milliseconds: number): string {
  return `${path}${path.includes('?') ? '&' : '?'}timeout=${Math.floor(milliseconds / 1000)}s`;
}

function readJson(
  text: string,
  request: ApiRequest,
  credentials: Credentials,
): { readonly json: Json } | Failure {
  try {
    const json: Json = JSON.parse(text);
    return { json };
  } catch {
    // Not even a piece of the text: it may be a Secret, or a login page with a token.
    const message = `${credentials.server.origin} answered ${request.method} ${request.path} with something that is not JSON: is this an API server's address, or a proxy's?`;
    return { error: new ClusterError(message, { reason: 'unknown' }), retry: 'never', undecided: true };
  }
}
