import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { manager, outcomeOf, texts } from './random-writes.ts';
import { comparable, versionOf } from './widget.ts';

/** One write to a ConfigMap, a kind of Kubernetes itself: no generation, no status, strategic merge patch. */
export interface RandomMapWrite {
  readonly type: 'apply' | 'force' | 'merge' | 'strategic' | 'put' | 'put-unversioned';
  readonly manager: string;
  readonly data: JsonObject;
  readonly labels: JsonObject;
}

const data = fc
  .tuple(texts, fc.subarray(['k1', 'k2', 'k3']))
  .map(([stated, gone]): { stated: JsonObject; patch: JsonObject } => ({
    stated,
    patch: { ...stated, ...Object.fromEntries(gone.map((key) => [key, null])) },
  }));

export const randomMapWrites: fc.Arbitrary<readonly RandomMapWrite[]> = fc.array(
  fc
    .record({
      type: fc.constantFrom('apply', 'apply', 'force', 'merge', 'strategic', 'put', 'put-unversioned'),
      manager,
      data,
      labels: texts,
    })
    .map((write) => ({
      ...write,
      data: write.type === 'merge' || write.type === 'strategic' ? write.data.patch : write.data.stated,
    })),
  { minLength: 2, maxLength: 6 },
);

const path = '/api/v1/namespaces/default/configmaps';

export async function playMapWrites(
  api: ApiClient,
  name: string,
  writes: readonly RandomMapWrite[],
): Promise<readonly Json[]> {
  const seen: Json[] = [];
  for (const write of writes) {
    const answer = await playMapWrite(api, name, write);
    const live = await api.send('GET', `${path}/${name}`);
    seen.push({
      write: write.type,
      status: answer.status,
      answer: outcomeOf(answer),
      live: comparable(live.body),
    });
  }
  await api.send('DELETE', `${path}/${name}`);
  return seen;
}

async function playMapWrite(api: ApiClient, name: string, write: RandomMapWrite): Promise<Answer> {
  const { type, manager: owner, data: stated, labels } = write;
  const query = `fieldManager=${owner}`;
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: stated };
  switch (type) {
    case 'apply':
    case 'force':
      return api.send('PATCH', `${path}/${name}?${query}&force=${type === 'force'}`, { type: 'apply', body });
    case 'merge':
    case 'strategic':
      return api.send('PATCH', `${path}/${name}?${query}`, {
        type,
        body: { metadata: { labels }, data: stated },
      });
    case 'put': {
      const resourceVersion = versionOf((await api.send('GET', `${path}/${name}`)).body);
      const metadata = { name, labels, ...(resourceVersion === '' ? {} : { resourceVersion }) };
      return api.send('PUT', `${path}/${name}?${query}`, { body: { ...body, metadata } });
    }
    case 'put-unversioned':
      return api.send('PUT', `${path}/${name}?${query}`, { body });
  }
}
