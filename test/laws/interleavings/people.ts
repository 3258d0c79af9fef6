import { annotation } from '../../../src/model/annotations.ts';
import { getAt, getString, removeAt, setAt } from '../../../src/model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { HubAnswer, HubRequest } from './hub.ts';
import { manifestOf } from './manifests.ts';
import { type Group, objectPath, type Subject } from './subjects.ts';

export type Send = (request: HubRequest) => Promise<HubAnswer>;

/** How people change an object. */
export const means = ['kubectl patch', 'kubectl edit', 'kubectl apply', 'console', 'api client'] as const;
export type Means = (typeof means)[number];

/** What a person does to an object. */
export type Deed =
  /** Sets the runtime fields to exactly these. */
  | { readonly does: 'set'; readonly group: number }
  /** Clears one runtime field. */
  | { readonly does: 'clear'; readonly field: number }
  /** Applies the runtime fields as they are: a co-owner from now on. */
  | { readonly does: 'own' }
  | { readonly does: 'other'; readonly field: number; readonly value: number }
  /** Writes what Git never declares. */
  | { readonly does: 'note' }
  | { readonly does: 'hold' | 'release' }
  /** Removes the annotation that is ramen-sync's memory. */
  | { readonly does: 'forget' }
  | { readonly does: 'delete' }
  | { readonly does: 'create'; readonly group: number };

/** Does it as that tool would: patches, applies with force, or reads and puts. */
export async function act(subject: Subject, deed: Deed, how: Means, send: Send): Promise<void> {
  const path = objectPath(subject);
  const { code, json } = await send({ method: 'GET', path });
  const live = code === 200 && isObject(json) ? json : undefined;
  if (deed.does === 'create') {
    if (live === undefined) await create(subject, groupAt(subject, deed.group), send);
    return;
  }
  if (live === undefined) return;
  if (deed.does === 'delete') {
    await expectDone(send({ method: 'DELETE', path, userAgent: 'kubectl/v1.35' }));
    return;
  }
  if (how === 'kubectl apply' && (deed.does === 'set' || deed.does === 'own')) {
    const group = deed.does === 'set' ? groupAt(subject, deed.group) : ownGroup(subject, live);
    await applyGroup(subject, group, send);
    return;
  }
  await write(subject, live, wantedBy(subject, live, deed), how, send);
}

async function write(
  subject: Subject,
  live: JsonObject,
  wanted: JsonObject,
  how: Means,
  send: Send,
): Promise<void> {
  const path = objectPath(subject);
  if (how === 'console' || how === 'api client') {
    const userAgent = how === 'console' ? 'Mozilla/5.0 (X11)' : 'python-requests/2.32';
    await expectDone(send({ method: 'PUT', path, type: 'application/json', userAgent, body: wanted }));
    return;
  }
  const body = mergePatch(live, wanted);
  const manager = how === 'kubectl edit' ? 'kubectl-edit' : 'kubectl-patch';
  await expectDone(
    send({
      method: 'PATCH',
      path: `${path}?fieldManager=${manager}`,
      type: 'application/merge-patch+json',
      body,
    }),
  );
}

async function applyGroup(subject: Subject, group: Group, send: Send): Promise<void> {
  const { kind, name, namespace } = subject;
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  const body = { apiVersion: 'ramendr.openshift.io/v1alpha1', kind, metadata, spec: group };
  await expectDone(
    send({
      method: 'PATCH',
      path: `${objectPath(subject)}?fieldManager=kubectl&force=true`,
      type: 'application/apply-patch+yaml',
      body,
    }),
  );
}

async function create(subject: Subject, group: Group, send: Send): Promise<void> {
  const body = manifestOf(subject, { group, others: {} });
  const path = `${subject.collection}?fieldManager=kubectl-create`;
  await expectDone(send({ method: 'POST', path, type: 'application/json', body }));
}

function wantedBy(subject: Subject, live: JsonObject, deed: Deed): JsonObject {
  switch (deed.does) {
    case 'set':
      return withGroup(subject, live, groupAt(subject, deed.group));
    case 'clear':
      return removeAt(live, ['spec', subject.runtime[deed.field % subject.runtime.length] ?? '']);
    case 'other': {
      const fields = Object.values(subject.others);
      const { path = [], values = [] } = fields[deed.field % fields.length] ?? {};
      return setAt(live, path, values[deed.value % values.length] ?? null);
    }
    case 'note':
      return setAt(
        live,
        ['metadata', 'annotations', 'note'],
        `${getString(live, ['metadata', 'annotations', 'note']) ?? ''}.`,
      );
    case 'hold':
      return setAt(live, ['metadata', 'annotations', annotation.hold], 'mine');
    case 'release':
      return removeAt(live, ['metadata', 'annotations', annotation.hold]);
    case 'forget':
      return removeAt(live, ['metadata', 'annotations', annotation.applied]);
    default:
      return live;
  }
}

function groupAt({ groups }: Subject, index: number): Group {
  return groups[index % groups.length] ?? {};
}

function ownGroup({ runtime }: Subject, live: JsonObject): Group {
  return Object.fromEntries(
    runtime.flatMap((field) => {
      const value = getAt(live, ['spec', field]);
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

function withGroup({ runtime }: Subject, live: JsonObject, group: Group): JsonObject {
  const cleared = runtime.reduce((object, field) => removeAt(object, ['spec', field]), live);
  return Object.entries(group).reduce(
    (object, [field, value]) => setAt(object, ['spec', field], value),
    cleared,
  );
}

/** RFC 7386: what turns one object into the other. */
function mergePatch(from: JsonObject, to: JsonObject): JsonObject {
  const patch: Record<string, Json> = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [before, after] = [from[key], to[key]];
    if (after === undefined) patch[key] = null;
    else if (isObject(before) && isObject(after)) {
      const inner = mergePatch(before, after);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (JSON.stringify(before) !== JSON.stringify(after)) patch[key] = after;
  }
  return patch;
}

/** People see what the server says; here it must not refuse. */
export async function expectDone(sent: Promise<HubAnswer>): Promise<void> {
  const { code, json } = await sent;
  if (code >= 300) throw new Error(`the hub answered ${code}: ${JSON.stringify(json)}`);
}
