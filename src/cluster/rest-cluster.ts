import { FIELD_MANAGER } from '../model/annotations.ts';
import { ClusterError, isClusterError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { type LiveObject, resourceVersionOf, uidOf } from '../model/live-object.ts';
import { apiGroup, keyOf, type ObjectKey } from '../model/object-ref.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  AccessQuestion,
  ApiResource,
  ApplyOptions,
  Cluster,
  ClusterIdentity,
  JsonPatchOperation,
  WatchEvent,
  WatchOptions,
} from '../ports/cluster.ts';
import { Discovery } from './discovery.ts';
import type { ApiRequest, Exchange } from './exchange.ts';
import { type ListOptions, listPages } from './list-pages.ts';
import { collectionPath, describeObject, describeResource, objectPath } from './resource-path.ts';
import { Watcher } from './watch.ts';

const REVIEWS = 'authorization.k8s.io/v1';

/** For so long a cluster is believed to be who it was. */
const IDENTITY_MS = 10_000;

/** A cluster over Kubernetes' REST API. */
export class RestCluster implements Cluster {
  readonly name: string;
  readonly #exchange: Exchange;
  readonly #discovery: Discovery;
  readonly #watcher: Watcher;
  readonly #clock: Clock;
  #identity: { readonly at: number; readonly answer: Promise<ClusterIdentity> } | undefined;

  constructor(name: string, exchange: Exchange, clock: Clock) {
    this.name = name;
    this.#exchange = exchange;
    this.#clock = clock;
    this.#discovery = new Discovery(exchange, clock);
    this.#watcher = new Watcher(exchange);
  }

  /** An address may be given to another cluster while the loop runs. */
  identity(): Promise<ClusterIdentity> {
    const now = this.#clock.now();
    if (this.#identity !== undefined && now - this.#identity.at < IDENTITY_MS) return this.#identity.answer;
    const asked = { at: now, answer: this.#readIdentity() };
    this.#identity = asked;
    asked.answer.catch(() => {
      if (this.#identity === asked) this.#identity = undefined;
    });
    return asked.answer;
  }

  resource(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    return this.#discovery.find(apiVersion, kind);
  }

  async get(key: ObjectKey): Promise<LiveObject | undefined> {
    const resource = await this.resource(key.apiVersion, key.kind);
    if (resource === undefined) return undefined;
    try {
      return await this.#forObject(resource, key, { method: 'GET', verb: 'get', repeatable: true });
    } catch (error) {
      if (isClusterError(error, 'not-found')) return undefined;
      throw error;
    }
  }

  async list(resource: ApiResource, options: ListOptions = {}): Promise<readonly LiveObject[]> {
    return (await listPages(this.#exchange, resource, options)).items;
  }

  async apply(object: JsonObject, options: ApplyOptions): Promise<LiveObject> {
    const key = keyOf(object);
    return this.#forObject(await this.#serving(key, true), key, {
      method: 'PATCH',
      verb: 'apply',
      query: writeQuery(options),
      body: { type: 'application/apply-patch+yaml', json: object },
      // The version in the body makes a second arrival a conflict, which is judged anew.
      repeatable: options.dryRun || resourceVersionOf(object) !== '',
      ...signalOf(options),
    });
  }

  async patchJson(
    key: ObjectKey,
    operations: readonly JsonPatchOperation[],
    options: ApplyOptions,
  ): Promise<LiveObject> {
    const resource = await this.#serving(key, false);
    try {
      return await this.#forObject(resource, key, {
        method: 'PATCH',
        verb: 'patch',
        query: writeQuery(options),
        body: { type: 'application/json-patch+json', json: operations.map(operationJson) },
        repeatable: options.dryRun || tested(operations, '/metadata/resourceVersion') !== undefined,
        ...signalOf(options),
      });
    } catch (error) {
      throw await this.#testFailure(error, key, operations);
    }
  }

  async mergePatch(
    key: ObjectKey,
    patch: JsonObject,
    options: ApplyOptions & { readonly subresource?: string },
  ): Promise<LiveObject> {
    return this.#forObject(await this.#serving(key, false), key, {
      method: 'PATCH',
      verb: 'patch',
      query: writeQuery(options),
      ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
      body: { type: 'application/merge-patch+json', json: patch },
      repeatable: options.dryRun || resourceVersionOf(patch) !== '',
      ...signalOf(options),
    });
  }

  async create(object: JsonObject, options: ApplyOptions): Promise<LiveObject> {
    const key = keyOf(object);
    const resource = await this.#serving(key, true);
    objectPath(resource, key);
    const json = await this.#exchange.request({
      method: 'POST',
      path: `${collectionPath(resource, key.namespace)}?${writeQuery(options)}`,
      verb: 'create',
      what: describeObject(resource, key),
      secret: key.kind === 'Secret',
      body: { type: 'application/json', json: object },
      // Who got there first cannot be told afterwards, so a create that got no answer is not sent again.
      repeatable: options.dryRun,
      ...signalOf(options),
    });
    return asObject(json);
  }

  async remove(
    key: ObjectKey,
    preconditions: { readonly uid: string; readonly resourceVersion: string },
  ): Promise<void> {
    const resource = await this.#serving(key, false);
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      preconditions: { ...preconditions },
      // What the object owns goes after it, as with kubectl: an orphaned PlacementDecision would still place an application.
      propagationPolicy: 'Background',
    };
    const request = this.#requestFor(resource, key, {
      method: 'DELETE',
      verb: 'delete',
      body: { type: 'application/json', json: body },
      repeatable: true,
    });
    try {
      await this.#exchange.request(request);
    } catch (error) {
      // Gone is what was asked for, whether an earlier attempt did it or somebody else.
      if (!isClusterError(error, 'not-found')) throw error;
    }
  }

  async mayI({ verb, resource, namespace, name }: AccessQuestion): Promise<boolean | undefined> {
    const resourceAttributes = {
      verb,
      group: apiGroup(resource.apiVersion),
      resource: resource.plural,
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    };
    const review = { apiVersion: REVIEWS, kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
    try {
      const answer = await this.#exchange.request({
        method: 'POST',
        path: `/apis/${REVIEWS}/selfsubjectaccessreviews`,
        verb: 'create',
        what: 'selfsubjectaccessreviews.authorization.k8s.io',
        secret: false,
        body: { type: 'application/json', json: review },
        // It stores nothing.
        repeatable: true,
      });
      const allowed = getAt(answer, ['status', 'allowed']);
      return typeof allowed === 'boolean' ? allowed : undefined;
    } catch (error) {
      if (isClusterError(error, 'forbidden', 'not-found', 'unsupported', 'invalid')) return undefined;
      throw error;
    }
  }

  watch(resource: ApiResource, options: WatchOptions): AsyncIterable<WatchEvent> {
    return this.#watcher.watch(resource, options);
  }

  areWatchesAsked(): boolean {
    return this.#exchange.areStreamsAsked();
  }

  close(): void {
    this.#exchange.close();
  }

  async #readIdentity(): Promise<ClusterIdentity> {
    const [namespace, version] = await Promise.all([
      this.#read('/api/v1/namespaces/kube-system', 'namespaces "kube-system"'),
      this.#read('/version', '/version'),
    ]);
    return { uid: uidOf(asObject(namespace)), version: getString(version, ['gitVersion']) ?? 'unknown' };
  }

  async #read(path: string, what: string): Promise<Json> {
    return await this.#exchange.request({
      method: 'GET',
      path,
      verb: 'get',
      what,
      secret: false,
      repeatable: true,
    });
  }

  /** `exact`: a body says its own version, and no other will do. */
  async #serving(key: ObjectKey, exact: boolean): Promise<ApiResource> {
    const resource = await this.resource(key.apiVersion, key.kind);
    if (resource === undefined) {
      throw new ClusterError(
        `${this.name} does not serve ${key.kind} of ${key.apiVersion}: is its CRD installed?`,
        { reason: 'not-found' },
      );
    }
    if (!exact || resource.apiVersion === key.apiVersion) return resource;
    throw new ClusterError(
      `${this.name} serves ${describeResource(resource)} as ${resource.apiVersion}, not as ${key.apiVersion}: change apiVersion`,
      { reason: 'unsupported' },
    );
  }

  async #forObject(resource: ApiResource, key: ObjectKey, request: ObjectRequest): Promise<LiveObject> {
    return asObject(await this.#exchange.request(this.#requestFor(resource, key, request)));
  }

  #requestFor(resource: ApiResource, key: ObjectKey, request: ObjectRequest): ApiRequest {
    const { query, subresource, ...rest } = request;
    const path = `${objectPath(resource, key)}${subresource === undefined ? '' : `/${subresource}`}`;
    return {
      ...rest,
      path: query === undefined ? path : `${path}?${query}`,
      what: describeObject(resource, key),
      secret: key.kind === 'Secret',
    };
  }

  /** A failed `test` and an invalid result are both a bare 422 (apiserver: handlers/patch.go); the live object tells them apart. */
  async #testFailure(
    error: unknown,
    key: ObjectKey,
    operations: readonly JsonPatchOperation[],
  ): Promise<unknown> {
    if (!isClusterError(error, 'invalid') || error.status !== 422) return error;
    const uid = tested(operations, '/metadata/uid');
    const version = tested(operations, '/metadata/resourceVersion');
    if (uid === undefined && version === undefined) return error;
    const live = await this.get(key);
    const same =
      live !== undefined &&
      (uid ?? uidOf(live)) === uidOf(live) &&
      (version ?? resourceVersionOf(live)) === resourceVersionOf(live);
    if (same) return error;
    return new ClusterError(
      `${this.name}: ${key.kind} ${JSON.stringify(key.name)} has been changed or replaced meanwhile`,
      {
        reason: 'conflict',
        status: 409,
        cause: error,
      },
    );
  }
}

type ObjectRequest = Pick<ApiRequest, 'method' | 'verb' | 'body' | 'repeatable' | 'signal'> & {
  readonly query?: URLSearchParams;
  readonly subresource?: string;
};

/** Never `force`: law of the product, so there is no way to ask for it. */
function writeQuery(options: ApplyOptions): URLSearchParams {
  const query = new URLSearchParams({ fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' });
  if (options.dryRun) query.set('dryRun', 'All');
  return query;
}

function signalOf(options: ApplyOptions): { readonly signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}

function operationJson(operation: JsonPatchOperation): Json {
  const { op, path, value } = operation;
  // `value` is JSON by contract; the port says unknown so that plans can carry it untouched.
  return value === undefined ? { op, path } : { op, path, value: value as Json };
}

function tested(operations: readonly JsonPatchOperation[], path: string): string | undefined {
  const found = operations.find((operation) => operation.op === 'test' && operation.path === path);
  return typeof found?.value === 'string' ? found.value : undefined;
}

/** What was written may well be there, even where the answer says nothing of it. */
function asObject(json: Json): LiveObject {
  if (isObject(json) && uidOf(json) !== '') return json;
  throw new ClusterError("the answer holds no object: is this an API server's address, or a proxy's?", {
    reason: 'unknown',
    undecided: true,
  });
}
