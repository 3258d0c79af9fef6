import { setAt } from '../model/field-path.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { apiGroup } from '../model/object-ref.ts';
import { withCrds } from '../schema/compile.ts';
import { readCrd } from '../schema/crd.ts';
import type { SchemaSet } from '../schema/schema-set.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import type { SandboxApi, SandboxWrite } from './api.ts';
import { builtInResources } from './resources/built-in.ts';
import { checkStatus } from './resources/check-status.ts';
import { resourcesOfCrd, resourcesOfShipped } from './resources/crd-resources.ts';
import type { Resource } from './resources/resource.ts';
import { badRequest, notFound } from './store/api-error.ts';
import { realChance, seededChance } from './store/chance.ts';
import { createObject } from './store/create-object.ts';
import { deleteObject, dropEmptyNamespace } from './store/delete-object.ts';
import { createObjectStore } from './store/object-store.ts';
import { replaceObject } from './store/update-object.ts';
import { metadataOf, nameOf, type Target, type WriteOptions } from './store/write.ts';
import type { SandboxCluster } from './world.ts';

export interface ClusterSetup {
  readonly name: string;
  readonly crds: readonly JsonObject[];
  /** With the same one and the same requests, UIDs and drawn names are the same. */
  readonly seed?: string | undefined;
  /** UID of namespace kube-system. */
  readonly identity?: string | undefined;
  now(): number;
  onWrite(write: SandboxWrite): void;
}

/** One cluster: its API for the HTTP server, and the view that the Ramen model has of it. */
export function createCluster(setup: ClusterSetup): {
  readonly api: SandboxApi;
  readonly cluster: SandboxCluster;
} {
  const api = createApi(setup);
  for (const name of ['default', 'kube-system']) {
    createObject(api, kindOf(api, 'Namespace'), undefined, { metadata: { name } }, byServer);
  }
  if (setup.identity !== undefined) identify(api, setup.identity);
  const crds = kindOf(api, 'CustomResourceDefinition');
  for (const crd of setup.crds) createObject(api, crds, undefined, crd, byServer);
  return { api, cluster: clusterOf(api) };
}

function identify(api: SandboxApi, uid: string): void {
  const namespaces = kindOf(api, 'Namespace');
  const found = api.store.get(namespaces, undefined, 'kube-system');
  if (found !== undefined) api.store.put(namespaces, setAt(found, ['metadata', 'uid'], uid));
}

const byServer: WriteOptions = { manager: 'kube-apiserver', dryRun: false, validation: 'Ignore' };

function createApi(setup: ClusterSetup): SandboxApi {
  const store = createObjectStore();
  const builtIn = builtInResources();
  let custom: readonly Resource[] = [];
  let schemas: SchemaSet = shippedSchemas;
  const time = (): string => `${new Date(setup.now()).toISOString().slice(0, 19)}Z`;
  const resources = (): readonly Resource[] => [...builtIn, ...custom];
  /** Still to be created when the cluster is made; whoever makes one of that name later may mean another. */
  const shipped = new Map(setup.crds.map((crd) => [nameOf(crd), crd]));
  const api: SandboxApi = {
    name: setup.name,
    store,
    chance: setup.seed === undefined ? realChance : seededChance(`${setup.seed}/${setup.name}`),
    time,
    now: setup.now,
    resources,
    schemas: () => schemas,
    checkStatus,
    resource: (group, kind) => resources().find((each) => each.group === group && each.kind === kind),
    recordWrite: (write) => setup.onWrite({ time: time(), cluster: setup.name, ...write }),
  };
  store.onEvent((event) => {
    if (event.resource === 'customresourcedefinitions.apiextensions.k8s.io') {
      const name = nameOf(event.object);
      const known = shipped.get(name);
      shipped.delete(name);
      const served =
        event.type === 'DELETED'
          ? []
          : known === undefined
            ? resourcesOfCrd(event.object)
            : resourcesOfShipped(known);
      custom = [...custom.filter((each) => `${each.plural}.${each.group}` !== name), ...served];
      const crd = setup.crds.some((each) => nameOf(each) === name) ? undefined : readCrd(event.object);
      if (crd !== undefined) schemas = withCrds(schemas, [crd]);
    }
    const namespace = metadataOf(event.object).namespace;
    if (event.type === 'DELETED' && typeof namespace === 'string') {
      dropEmptyNamespace(api, kindOf(api, 'Namespace'), namespace);
    }
  });
  return api;
}

function kindOf(api: SandboxApi, kind: string, apiVersion?: string): Resource {
  const group = apiVersion === undefined ? undefined : apiGroup(apiVersion);
  const found = api
    .resources()
    .find((each) => each.kind === kind && (group === undefined || each.group === group));
  if (found === undefined) throw badRequest(`no matches for kind ${JSON.stringify(kind)}`);
  return found;
}

function clusterOf(api: SandboxApi): SandboxCluster {
  const target = (
    kind: string,
    namespace: string | undefined,
    name: string,
    apiVersion?: string,
  ): Target => ({
    resource: kindOf(api, kind, apiVersion),
    namespace,
    name,
  });
  const targetOf = (object: JsonObject): Target => {
    const { namespace } = metadataOf(object);
    const own = typeof namespace === 'string' ? namespace : undefined;
    return target(String(object.kind), own, nameOf(object), String(object.apiVersion));
  };
  return {
    name: api.name,
    get: (kind, namespace, name) => api.store.get(kindOf(api, kind), namespace, name),
    list: (kind, namespace) => api.store.list(kindOf(api, kind), namespace),
    create(object, manager) {
      const { resource, namespace } = targetOf(object);
      return createObject(api, resource, namespace, object, { ...byServer, manager }).object;
    },
    update(object, manager) {
      const found = targetOf(object);
      return replaceObject(api, found, versioned(api, found, object), { ...byServer, manager }).object;
    },
    updateStatus(kind, namespace, name, status, manager) {
      const found = target(kind, namespace, name);
      const before = api.store.get(found.resource, namespace, name);
      if (before === undefined) throw notFound(found.resource, name);
      return replaceObject(api, found, { ...before, status }, { ...byServer, manager, subresource: 'status' })
        .object;
    },
    remove(kind, namespace, name) {
      deleteObject(api, target(kind, namespace, name), { dryRun: false });
    },
    onChange: (listener) => api.store.onEvent(({ type, object }) => listener({ type, object })),
  };
}

/** A controller that states no version means the current one. */
function versioned(api: SandboxApi, { resource, namespace, name }: Target, object: JsonObject): JsonObject {
  const metadata = metadataOf(object);
  if (metadata.resourceVersion !== undefined) return object;
  const current = api.store.get(resource, namespace, name);
  const version = isObject(current?.metadata) ? (current.metadata.resourceVersion ?? '') : '';
  return { ...object, metadata: { ...metadata, resourceVersion: version } };
}
