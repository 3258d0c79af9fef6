import { type ClusterError, isClusterError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray, type Json } from '../model/json.ts';
import { apiGroup } from '../model/object-ref.ts';
import type { Clock } from '../ports/clock.ts';
import type { ApiResource } from '../ports/cluster.ts';
import type { Exchange } from './exchange.ts';

type Requests = Pick<Exchange, 'request'>;

interface Served {
  readonly resources: readonly ApiResource[];
  /** Groups that the server lists and could not tell about: what is in them is unknown, not absent. */
  readonly unread: ReadonlyMap<string, ClusterError>;
}

/** What an API server serves, asked once; a kind that is not there is looked for again after a while (CRDs get installed). */
export class Discovery {
  readonly #exchange: Requests;
  readonly #clock: Clock;
  #known: { readonly at: number; readonly served: Promise<Served> } | undefined;

  constructor(exchange: Requests, clock: Clock) {
    this.#exchange = exchange;
    this.#clock = clock;
  }

  /**
   * The very version where it is served, else the one the server prefers. Throws ClusterError where its group could not
   * be read: an aggregated API whose backend is down hides no other group, and its own kinds only until it is up again.
   */
  async find(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    const found = choose(await this.#served(Number.POSITIVE_INFINITY), apiVersion, kind);
    if (found !== undefined) return found;
    const served = await this.#served(10_000);
    const again = choose(served, apiVersion, kind);
    const unread = served.unread.get(apiGroup(apiVersion));
    if (again === undefined && unread !== undefined) throw unread;
    return again;
  }

  #served(maxAgeMs: number): Promise<Served> {
    if (this.#known !== undefined && this.#clock.now() - this.#known.at <= maxAgeMs)
      return this.#known.served;
    const served = readServed(this.#exchange);
    const known = { at: this.#clock.now(), served };
    this.#known = known;
    served.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return served;
  }
}

function choose({ resources }: Served, apiVersion: string, kind: string): ApiResource | undefined {
  const ofKind = resources.filter(
    (item) => item.kind === kind && apiGroup(item.apiVersion) === apiGroup(apiVersion),
  );
  return ofKind.find((item) => item.apiVersion === apiVersion) ?? ofKind[0];
}

const aggregated = ['v2', 'v2beta1'].map(
  (version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
);

/** Kubernetes: aggregated discovery (KEP-3352) in two requests, or one request per group and version where it is not offered. */
async function readServed(exchange: Requests): Promise<Served> {
  const accept = [...aggregated, 'application/json'].join(',');
  const [core, groups] = await Promise.all([read(exchange, '/api', accept), read(exchange, '/apis', accept)]);
  const parts = (await Promise.all([fromRoot(exchange, core), fromRoot(exchange, groups)])).flat();
  return {
    resources: parts.flatMap((part) => ('error' in part ? [] : part.resources)),
    unread: new Map(parts.flatMap((part) => ('error' in part ? [[part.group, part.error]] : []))),
  };
}

async function read(exchange: Requests, path: string, accept = 'application/json'): Promise<Json> {
  const request = { method: 'GET', path, accept, verb: 'get', what: path, secret: false, repeatable: true };
  return await exchange.request(request);
}

/** What one group and version serves, or why that is not known. */
type Part =
  | { readonly resources: readonly ApiResource[] }
  | { readonly group: string; readonly error: ClusterError };

async function fromRoot(exchange: Requests, root: Json): Promise<readonly Part[]> {
  if (getString(root, ['kind']) === 'APIGroupDiscoveryList') return [{ resources: fromAggregated(root) }];
  return Promise.all(groupVersions(root).map((groupVersion) => classic(exchange, groupVersion)));
}

function fromAggregated(root: Json): readonly ApiResource[] {
  return list(root, 'items').flatMap((group) => {
    const name = getString(group, ['metadata', 'name']) ?? '';
    return list(group, 'versions').flatMap((version) => {
      const apiVersion = [name, getString(version, ['version']) ?? '']
        .filter((part) => part !== '')
        .join('/');
      return list(version, 'resources').flatMap((resource) =>
        build(
          apiVersion,
          getString(resource, ['responseKind', 'kind']),
          resource,
          'resource',
          getString(resource, ['scope']) === 'Namespaced',
        ),
      );
    });
  });
}

/** `APIVersions` of `/api`, or `APIGroupList` of `/apis` with each group's preferred version first. */
function groupVersions(root: Json): readonly string[] {
  if (getString(root, ['kind']) === 'APIVersions') return list(root, 'versions').map(String);
  return list(root, 'groups').flatMap((group) => {
    const preferred = getString(group, ['preferredVersion', 'groupVersion']);
    const served = list(group, 'versions').flatMap((version) => getString(version, ['groupVersion']) ?? []);
    return preferred === undefined ? served : [preferred, ...served.filter((item) => item !== preferred)];
  });
}

async function classic(exchange: Requests, groupVersion: string): Promise<Part> {
  try {
    const root = await read(
      exchange,
      groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`,
    );
    const resources = list(root, 'resources').flatMap((resource) => {
      const namespaced = getAt(resource, ['namespaced']) === true;
      return build(groupVersion, getString(resource, ['kind']), resource, 'name', namespaced);
    });
    return { resources };
  } catch (error) {
    if (!isClusterError(error, 'server', 'not-found')) throw error;
    return { group: apiGroup(groupVersion), error };
  }
}

function build(
  apiVersion: string,
  kind: string | undefined,
  resource: Json,
  nameKey: string,
  namespaced: boolean,
): readonly ApiResource[] {
  const plural = getString(resource, [nameKey]);
  if (kind === undefined || plural === undefined || plural.includes('/')) return [];
  return [{ apiVersion, kind, plural, namespaced }];
}

function list(value: Json, key: string): readonly Json[] {
  const found = getAt(value, [key]);
  return isArray(found) ? found : [];
}
