import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { Change } from '../model/plan.ts';
import { missingFrom } from './read-back.ts';

function changing(...fields: Change['fields']): Change {
  const object = { cluster: 'hub', apiVersion: 'v1', kind: 'ConfigMap', name: 'm' };
  return { object, state: 'update', wave: 0, fields, consequences: [], blocks: [] };
}

describe('reading back', () => {
  it('is content with what the server adds and sorts', () => {
    const body = {
      metadata: { uid: 'u', resourceVersion: '4' },
      spec: { list: [{ name: 'a' }, { name: 'b' }] },
      stringData: { k: 'v' },
    };
    const live = {
      metadata: { resourceVersion: '5' },
      spec: { list: [{ name: 'b', x: 1 }, { name: 'a' }, { name: 'c' }], more: true },
    };
    expect(missingFrom(live, body, changing())).toEqual([]);
  });

  it('names what differs, what is missing, and what should have gone', () => {
    const body = { spec: { a: 1, list: [{ name: 'a' }], map: { x: 'y' } } };
    const live = { spec: { a: 2, list: [], action: 'Failover', kept: 'x' } };
    const change = changing(
      { path: 'spec.action', live: 'Failover' },
      { path: 'spec.kept', live: 'x', stays: true },
      { path: 'spec.gone', live: 'x' },
    );
    expect(missingFrom(live, body, change)).toEqual(['spec.a', 'spec.list[0]', 'spec.map', 'spec.action']);
  });

  it('finds nothing wrong with an object that is as declared', () => {
    const object = fc.dictionary(
      fc.string(),
      fc.jsonValue().map((value) => value as JsonObject),
    );
    fc.assert(fc.property(object, (body) => missingFrom(body, body, changing()).length === 0));
  });
});
