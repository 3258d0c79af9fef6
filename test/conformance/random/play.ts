import { getAt } from '../../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { Answer, ApiClient } from '../api-client.ts';
import { versionOf } from '../widget.ts';
import { outcomeOf, plainObject } from './outcome.ts';
import { isPatch, type Sequence, type Step, withMetadata } from './step.ts';

/** Carries the steps out on one object, and returns what each was answered; what is left is taken away. */
export async function play(
  api: ApiClient,
  name: string,
  { subject, steps }: Sequence,
): Promise<readonly Json[]> {
  const path = `${subject.path}/${name}`;
  const seen: Json[] = [];
  let live: Json = null;
  for (const step of steps) {
    const answer = await send(api, subject.path, path, name, step, live);
    const isDry = step.query.dryRun !== undefined;
    const before = live;
    if (answer.status < 300 && !isDry) live = await liveAfter(api, path, step, answer);
    seen.push({
      ...outcomeOf(answer, before),
      ...(answer.status < 300 && !isTimed(step) ? { isWritten: versionOf(live) !== versionOf(before) } : {}),
    });
  }
  if (steps.some(({ query }) => query.dryRun !== undefined)) {
    seen.push(plainObject((await api.send('GET', path)).body));
  }
  if (live !== null) await clear(api, path);
  return seen;
}

/** An apply that states what its endpoint drops is a write where the clock has moved on, and none else. */
function isTimed({ verb, toStatus, body }: Step): boolean {
  const dropped = toStatus ? ['spec', 'metadata'] : ['status'];
  return verb === 'apply' && isObject(body) && dropped.some((key) => body[key] !== undefined);
}

/** A delete answers with the object where something holds it, else with a success. */
async function liveAfter(api: ApiClient, path: string, step: Step, answer: Answer): Promise<Json> {
  if (step.verb === 'delete') return getAt(answer.body, ['kind']) === 'Status' ? null : answer.body;
  if (getAt(answer.body, ['metadata', 'deletionTimestamp']) === undefined) return answer.body;
  const found = await api.send('GET', path);
  return found.status === 200 ? found.body : null;
}

function send(
  api: ApiClient,
  collection: string,
  path: string,
  name: string,
  step: Step,
  live: Json,
): Promise<Answer> {
  const query = new URLSearchParams({ fieldManager: step.manager, ...step.query }).toString();
  const at = `${path}${step.toStatus ? '/status' : ''}?${query}`;
  const version = statedVersion(step, live);
  const stated = withMetadata(step.body, { name, ...(version === '' ? {} : { resourceVersion: version }) });
  switch (step.verb) {
    case 'create':
      return api.send('POST', `${collection}?${query}`, { body: stated });
    case 'update':
      return api.send('PUT', at, { body: stated });
    case 'apply':
      return api.send('PATCH', at, { type: 'apply', body: stated });
    case 'delete': {
      // With a body, the query does not count.
      if (version === '') return api.send('DELETE', at);
      const { dryRun } = step.query;
      const body = {
        preconditions: { resourceVersion: version },
        ...(dryRun === undefined ? {} : { dryRun: [dryRun] }),
      };
      return api.send('DELETE', path, { body });
    }
    case 'disown':
      return api.send('PATCH', at, { type: 'json-patch', body: disownment(live, step.manager) });
    default:
      return api.send('PATCH', at, { type: step.verb, body: isPatch(step) ? step.body : null });
  }
}

function statedVersion({ version }: Step, live: Json): string {
  if (version === 'none') return '';
  return version === 'stale' ? '1' : versionOf(live);
}

/** Takes one manager's claims out, as `ramen-sync` does before a take-over. */
function disownment(live: Json, owner: string): Json {
  const claims = getAt(live, ['metadata', 'managedFields']);
  const kept = (isArray(claims) ? claims : []).filter((claim) => !isObject(claim) || claim.manager !== owner);
  return [
    { op: 'test', path: '/metadata/resourceVersion', value: versionOf(live) },
    { op: 'replace', path: '/metadata/managedFields', value: kept },
  ];
}

async function clear(api: ApiClient, path: string): Promise<void> {
  const { body } = await api.send('DELETE', path);
  if (getAt(body, ['metadata', 'finalizers']) === undefined) return;
  const free: JsonObject = { metadata: { finalizers: null } };
  await api.send('PATCH', path, { type: 'merge', body: free });
}
