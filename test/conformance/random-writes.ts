import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { comparable, versionOf, widget, widgets } from './widget.ts';

/** One write by one of three managers. */
export type RandomWrite =
  | {
      readonly type: 'apply';
      readonly manager: string;
      readonly spec: JsonObject;
      readonly labels: JsonObject;
      readonly force: boolean;
    }
  | {
      readonly type: 'merge';
      readonly manager: string;
      readonly spec: JsonObject;
      readonly labels: JsonObject;
    }
  | { readonly type: 'put'; readonly manager: string; readonly spec: JsonObject; readonly labels: JsonObject }
  | { readonly type: 'status'; readonly manager: string; readonly phase: string }
  | { readonly type: 'apply-status'; readonly manager: string; readonly phase: string }
  | { readonly type: 'disown'; readonly manager: string };

export const manager = fc.constantFrom('alpha', 'beta', 'gamma');
const value = fc.constantFrom('x', 'y');
export const texts = fc.dictionary(fc.constantFrom('k1', 'k2', 'k3'), value, { maxKeys: 3 });
const labels = texts;

const parts = fc.uniqueArray(
  fc.record(
    {
      name: fc.constantFrom('p1', 'p2', 'p3'),
      weight: fc.constantFrom(1, 2),
      kind: fc.constantFrom('bolt', 'nut'),
      notes: texts,
    },
    { requiredKeys: ['name'] },
  ),
  { selector: (part) => part.name, maxLength: 3 },
);

const free: fc.Arbitrary<Json> = fc.oneof(
  value,
  fc.constantFrom(1, true),
  fc.array(value, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('o1', 'o2'), value, { maxKeys: 2 }),
);

const spec: fc.Arbitrary<JsonObject> = fc.record(
  {
    color: fc.constantFrom('red', 'green'),
    size: fc.constantFrom(1, 2),
    flavour: fc.constantFrom('plain', 'sour'),
    maybe: fc.constantFrom('m', null),
    port: fc.constantFrom(80, 'http'),
    tags: texts,
    selector: fc.record({ matchLabels: texts }, { requiredKeys: [] }),
    names: fc.array(value, { maxLength: 2 }),
    words: fc.uniqueArray(fc.constantFrom('w1', 'w2', 'w3'), { maxLength: 3 }),
    parts,
    inner: fc.record({ a: value, b: value }, { requiredKeys: [] }),
    open: fc.dictionary(fc.constantFrom('f1', 'f2'), free, { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);

/** As `spec`, where a null takes a field away. */
const specPatch: fc.Arbitrary<JsonObject> = fc
  .tuple(spec, fc.subarray(['color', 'flavour', 'tags', 'words', 'parts', 'inner', 'open', 'selector']))
  .map(([stated, gone]) => ({ ...stated, ...Object.fromEntries(gone.map((key) => [key, null])) }));

export const randomWrites: fc.Arbitrary<readonly RandomWrite[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ type: fc.constant('apply'), manager, spec, labels, force: fc.boolean() }),
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('merge'), manager, spec: specPatch, labels }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('put'), manager, spec, labels }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('status'), manager, phase: value }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('apply-status'), manager, phase: value }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('disown'), manager }) },
  ),
  { minLength: 2, maxLength: 7 },
);

/** Carries the writes out on one object and returns what each left behind, without times, versions and UIDs. */
export async function playWrites(
  api: ApiClient,
  name: string,
  writes: readonly RandomWrite[],
): Promise<readonly Json[]> {
  const seen: Json[] = [];
  const path = `${widgets}/${name}`;
  for (const write of writes) {
    const answer = await playWrite(api, name, write);
    const live = await api.send('GET', path);
    seen.push({
      write: write.type,
      status: answer.status,
      answer: outcomeOf(answer),
      live: comparable(live.body),
    });
  }
  await api.send('DELETE', path);
  return seen;
}

async function playWrite(api: ApiClient, name: string, write: RandomWrite): Promise<Answer> {
  const path = `${widgets}/${name}`;
  const query = `fieldManager=${write.manager}`;
  switch (write.type) {
    case 'apply': {
      const body = widget(name, write.spec, { labels: write.labels });
      return api.send('PATCH', `${path}?${query}&force=${write.force}`, { type: 'apply', body });
    }
    case 'merge':
      return api.send('PATCH', `${path}?${query}`, {
        type: 'merge',
        body: { spec: write.spec, metadata: { labels: write.labels } },
      });
    case 'put': {
      const live = await api.send('GET', path);
      const resourceVersion = versionOf(live.body);
      const body = widget(name, write.spec, {
        labels: write.labels,
        ...(resourceVersion === '' ? {} : { resourceVersion }),
      });
      return api.send('PUT', `${path}?${query}`, { body });
    }
    case 'status':
      return api.send('PATCH', `${path}/status?${query}`, {
        type: 'merge',
        body: { status: { phase: write.phase } },
      });
    case 'apply-status': {
      const { spec: _, ...bare } = widget(name);
      return api.send('PATCH', `${path}/status?${query}`, {
        type: 'apply',
        body: { ...bare, status: { phase: write.phase } },
      });
    }
    case 'disown':
      return disown(api, path, write.manager);
  }
}

/** Takes one manager's claims out, as `ramen-sync` does before a take-over. */
async function disown(api: ApiClient, path: string, owner: string): Promise<Answer> {
  const live = await api.send('GET', path);
  const metadata = isObject(live.body) && isObject(live.body.metadata) ? live.body.metadata : {};
  const claims = Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
  const kept = claims.filter((claim) => !isObject(claim) || claim.manager !== owner);
  const body = [
    { op: 'test', path: '/metadata/resourceVersion', value: versionOf(live.body) },
    { op: 'replace', path: '/metadata/managedFields', value: kept },
  ];
  return api.send('PATCH', `${path}?fieldManager=${owner}`, { type: 'json-patch', body });
}

/** What an answer says, but for times, versions, UIDs, and the order of several causes. */
export function outcomeOf(answer: Answer): Json {
  if (answer.status < 300) return comparable(answer.body);
  const { body } = answer;
  const details = isObject(body) && isObject(body.details) ? body.details : {};
  const causes = Array.isArray(details.causes)
    ? details.causes.map((cause) => JSON.stringify(cause)).sort()
    : [];
  const reason = isObject(body) ? (body.reason ?? null) : null;
  const isSorted = causes.length < 2;
  return { reason, causes, message: isSorted && isObject(body) ? (body.message ?? null) : null };
}
