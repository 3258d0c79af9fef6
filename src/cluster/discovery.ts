import { isClusterError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray, type Json } from '../model/json.ts';
import { apiGroup } from '../model/object-ref.ts';
import type { Clock } from '../ports/clock.ts';
import type { ApiResource } from '../ports/cluster.ts';
import type { Exchange } from './exchange.ts';

/** What an API server serves, asked once; a kind that is not there is looked for again after a while (CRDs get installed). */
export class Discovery {
  readonly #exchange: Exchange;
  readonly #clock: Clock;
  #known: { readonly at: number; readonly resources: Promise<readonly ApiResource[]> } | undefined;

  constructor(exchange: Exchange, clock: Clock) {
    this.#exchange = exchange;
    this.#clock = clock;
  }

  /** The very version where it is served, else the one the server prefers. */
  async find(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    const found = choose(await this.#resources(Number.POSITIVE_INFINITY), apiVersion, kind);
    return found ?? choose(await this.#resources(10_000), apiVersion, kind);
  }

  #resources(maxAgeMs: number): Promise<readonly ApiResource[]> {
    if (this.#known !== undefined && this.#clock.now() - this.#known.at <= maxAgeMs)
      return this.#known.resources;
    const resources = readResources(this.#exchange);
    const known = { at: this.#clock.now(), resources };
    this.#known = known;
    resources.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return resources;
  }
}

function choose(
  resources: readonly ApiResource[],
  apiVersion: string,
  kind: string,
): ApiResource | undefined {
  const ofKind = resources.filter(
    (item) => item.kind === kind && apiGroup(item.apiVersion) === apiGroup(apiVersion),
  );
  return ofKind.find((item) => item.apiVersion === apiVersion) ?? ofKind[0];
}

const aggregated = ['v2', 'v2beta1'].map(
  (version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
);

/** Kubernetes: aggregated discovery (KEP-3352) in two requests, or one request per group and version where it is not offered. */
async function readResources(exchange: Exchange): Promise<readonly ApiResource[]> {
  const accept = [...aggregated, 'application/json'].join(',');
  const [core, groups] = await Promise.all([read(exchange, '/api', accept), read(exchange, '/apis', accept)]);
  const [ofCore, ofGroups] = await Promise.all([fromRoot(exchange, core), fromRoot(exchange, groups)]);
  return [...ofCore, ...ofGroups];
}

async function read(exchange: Exchange, path: string, accept = 'application/json'): Promise<Json> {
  const request = { method: 'GET', path, accept, verb: 'get', what: path, secret: false, repeatable: true };
  return await exchange.request(request);
}

async function fromRoot(exchange: Exchange, root: Json): Promise<readonly ApiResource[]> {
  if (getString(root, ['kind']) === 'APIGroupDiscoveryList') return fromAggregated(root);
  const lists = await Promise.all(groupVersions(root).map((groupVersion) => classic(exchange, groupVersion)));
  return lists.flat();
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

async function classic(exchange: Exchange, groupVersion: string): Promise<readonly ApiResource[]> {
  try {
    const root = await read(
      exchange,
      groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`,
    );
    return list(root, 'resources').flatMap((resource) => {
      const namespaced = getAt(resource, ['namespaced']) === true;
      return build(groupVersion, getString(resource, ['kind']), resource, 'name', namespaced);
    });
  } catch (error) {
    // An aggregated API whose backend is down must not hide the other groups.
    if (isClusterError(error, 'server', 'not-found')) return [];
    throw error;
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
