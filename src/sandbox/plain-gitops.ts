import { getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { SourceFile } from '../model/source.ts';
import { parseFile } from '../yaml/parse-file.ts';
import type { Sandbox } from './start.ts';

/** What became of one object in a sync. */
export interface PlainlySynced {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly result: 'created' | 'configured' | 'unchanged';
  /** Fields of its spec that were there before. */
  readonly removed: readonly string[];
}

/**
 * A GitOps client for whom Git is right and the cluster is not. It makes everything that `kubectl…` ever wrote its own,
 * and then applies what Git says by server-side apply, with force: what a person added goes. Flux does so (fluxcd/pkg
 * ssa/patch.go, PatchReplaceFieldsManagers; fluxcd/kustomize-controller kustomization_controller.go).
 */
export async function syncPlainly(
  { urls, kubeconfig }: Pick<Sandbox, 'urls' | 'kubeconfig'>,
  cluster: string,
  files: readonly SourceFile[],
): Promise<readonly PlainlySynced[]> {
  const objects = files.flatMap((file) => parseFile(file).manifests.map(({ object }) => object));
  const synced: PlainlySynced[] = [];
  const api = new PlainApi(urls.get(cluster) ?? '', /token: (\S+)/.exec(kubeconfig)?.[1] ?? '');
  for (const object of objects.sort((a, b) => stageOf(a) - stageOf(b))) {
    synced.push(await syncObject(api, object));
  }
  return synced;
}

const manager = 'kustomize-controller';

/** Namespaces before what is in them. */
function stageOf({ kind }: JsonObject): number {
  return kind === 'Namespace' ? 0 : 1;
}

async function syncObject(api: PlainApi, object: JsonObject): Promise<PlainlySynced> {
  const path = await api.pathOf(object);
  const live = await api.get(path);
  const taken = live === undefined ? undefined : takenOver(live);
  if (taken !== undefined) await api.patch(path, 'json-patch+json', taken);
  const applied = await api.patch(path, 'apply-patch+yaml', object, '&force=true');
  const { name, namespace } = isObject(object.metadata) ? object.metadata : {};
  return {
    kind: String(object.kind),
    ...(typeof namespace === 'string' ? { namespace } : {}),
    name: String(name),
    result:
      live === undefined ? 'created' : versionOf(live) === versionOf(applied) ? 'unchanged' : 'configured',
    removed: specFields(live).filter((field) => !specFields(applied).includes(field)),
  };
}

/** The patch that makes this client the owner of what kubectl wrote; undefined where there is nothing. */
function takenOver(live: JsonObject): Json | undefined {
  const entries = listAt(live, 'managedFields');
  const isOurs = (entry: JsonObject): boolean => entry.manager === manager && entry.operation === 'Apply';
  const isTheirs = (entry: JsonObject): boolean =>
    String(entry.manager).startsWith('kubectl') && entry.subresource === undefined;
  const theirs = entries.filter(isTheirs);
  const [first] = theirs;
  if (first === undefined) return undefined;
  const ours = entries.find(isOurs) ?? { ...first, fieldsV1: {} };
  const merged: JsonObject = {
    ...ours,
    manager,
    operation: 'Apply',
    fieldsV1: theirs.map(({ fieldsV1 }) => fieldsV1 ?? {}).reduce<Json>(union, ours.fieldsV1 ?? {}),
  };
  return [
    {
      op: 'replace',
      path: '/metadata/managedFields',
      value: [...entries.filter((entry) => !isTheirs(entry) && !isOurs(entry)), merged],
    },
    { op: 'replace', path: '/metadata/resourceVersion', value: versionOf(live) },
  ];
}

/** Of two sets of fields as managedFields writes them. */
function union(one: Json, other: Json): Json {
  if (!isObject(one) || !isObject(other)) return one;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, union(one[key] ?? other[key] ?? {}, other[key] ?? {})]),
  );
}

function listAt(object: JsonObject, field: string): readonly JsonObject[] {
  const list = getAt(object, ['metadata', field]);
  return isArray(list) ? list.filter(isObject) : [];
}

function versionOf(object: JsonObject): string {
  return String(getAt(object, ['metadata', 'resourceVersion']));
}

function specFields(object: JsonObject | undefined): readonly string[] {
  return isObject(object?.spec) ? Object.keys(object.spec) : [];
}

class PlainApi {
  readonly #url: string;
  readonly #token: string;
  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** By discovery. */
  async pathOf(object: JsonObject): Promise<string> {
    const version = String(object.apiVersion);
    const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
    const { json } = await this.#ask('GET', root);
    const resources = isArray(json.resources) ? json.resources.filter(isObject) : [];
    const found = resources.find(
      ({ kind, name }) => kind === object.kind && typeof name === 'string' && !name.includes('/'),
    );
    if (found === undefined) throw new Error(`${this.#url} does not serve ${version} ${object.kind}`);
    const { name, namespace } = isObject(object.metadata) ? object.metadata : {};
    const place = found.namespaced === true ? `/namespaces/${namespace}` : '';
    return `${root}${place}/${found.name}/${name}`;
  }

  async get(path: string): Promise<JsonObject | undefined> {
    const { status, json } = await this.#ask('GET', path);
    return status === 404 ? undefined : json;
  }

  async patch(path: string, type: string, body: Json, more = ''): Promise<JsonObject> {
    const asked = await this.#ask('PATCH', `${path}?fieldManager=${manager}${more}`, type, body);
    return asked.json;
  }

  async #ask(
    method: string,
    path: string,
    type = 'json',
    body?: Json,
  ): Promise<{ readonly status: number; readonly json: JsonObject }> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': `application/${type}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = (await response.json()) as JsonObject;
    if (response.ok || (method === 'GET' && response.status === 404))
      return { status: response.status, json };
    throw new Error(`${method} ${path} was answered with ${response.status}: ${json.message}`);
  }
}
