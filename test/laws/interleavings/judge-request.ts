import { getAt } from '../../../src/model/field-path.ts';
import { isArray, type Json } from '../../../src/model/json.ts';
import type { Pass } from './engine.ts';
import { demand } from './violation.ts';
import type { Write } from './write-log.ts';

/** Whatever it says, a request of an engine neither forces nor replaces nor deletes, and is bound to what was judged. */
export function judgeRequest(write: Write<unknown>, { engine }: Pass): void {
  const { method, path, query, type, body } = write;
  const what = `${engine} sent ${method} ${path} as ${type}`;
  demand(method === 'PATCH', what);
  demand(query.get('force') === null, `${what} with force`);
  demand(query.get('fieldManager') === 'ramen-sync', `${what} as manager ${query.get('fieldManager')}`);
  demand(!path.endsWith('/status'), what);
  if (type === 'application/apply-patch+yaml') {
    const version = getAt(body, ['metadata', 'resourceVersion']);
    const uid = getAt(body, ['metadata', 'uid']);
    demand(
      version === '1' || (typeof version === 'string' && version !== '' && typeof uid === 'string'),
      `${what} without UID and resourceVersion`,
    );
    return;
  }
  demand(type === 'application/json-patch+json', what);
  for (const tested of ['/metadata/uid', '/metadata/resourceVersion']) {
    demand(isTested(body, tested), `${what} without a test of ${tested}`);
  }
}

function isTested(body: Json | undefined, path: string): boolean {
  return (
    isArray(body) &&
    body.some(
      (item) =>
        getAt(item, ['op']) === 'test' && getAt(item, ['path']) === path && getAt(item, ['value']) !== '',
    )
  );
}
