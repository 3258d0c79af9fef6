import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { sample } from '../differential/chance.ts';
import { sharedServer } from '../support/shared-server.ts';
import { drawRepository } from '../topologies/repository.ts';

const server = sharedServer();

/** Kinds that no server here knows, and what is no object of a cluster as it stands. */
const elsewhere = new Set([
  'Application',
  'Channel',
  'ExternalSecret',
  'PrometheusRule',
  'RamenConfig',
  'SealedSecret',
  'Subscription',
]);

describe.skipIf(server === undefined)('generated repositories', () => {
  it('a real kube-apiserver accepts every object of them', () => {
    const objects = new Map<string, JsonObject>();
    for (const { objects: placed } of sample(drawRepository, 20_261_121, 40)) {
      for (const { object } of placed.filter(isForCluster)) {
        const item = inDefaultNamespace(object);
        objects.set(JSON.stringify(item), item);
      }
    }
    const list = { apiVersion: 'v1', kind: 'List', items: [...objects.values()] };
    const answer = server?.kubectl(['create', '--dry-run=server', '--validate=strict', '-f', '-'], {
      input: JSON.stringify(list),
    });
    expect(answer?.trim().split('\n')).toHaveLength(objects.size);
    expect(objects.size).toBeGreaterThan(500);
  });
});

function isForCluster({ object }: { readonly object: JsonObject }): boolean {
  return !elsewhere.has(String(object.kind)) && object.sops === undefined;
}

/** The only one that is there; what a field may hold does not depend on it. Other tests have namespaces of their own. */
function inDefaultNamespace(object: JsonObject): JsonObject {
  const { metadata, kind } = object;
  if (kind === 'Namespace' && isObject(metadata)) {
    return { ...object, metadata: { ...metadata, name: `drawn-${String(metadata.name)}` } };
  }
  return isObject(metadata) && metadata.namespace !== undefined
    ? { ...object, metadata: { ...metadata, namespace: 'default' } }
    : object;
}
