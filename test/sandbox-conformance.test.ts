import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAt, getString } from '../src/model/field-path.ts';
import type { JsonObject } from '../src/model/json.ts';
import { crdsFor } from '../src/sandbox/resources/shipped-crds.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/start.ts';
import { shippedDocuments } from '../src/schema/shipped.ts';
import { conformanceCases } from './conformance/all-cases.ts';
import { type ApiClient, connectApi } from './conformance/api-client.ts';
import { roomFor } from './conformance/conformance-case.ts';
import { notThere } from './conformance/not-there.ts';
import { installWidgets } from './conformance/widget.ts';

describe('the sandbox', () => {
  let sandbox: Sandbox;
  let api: ApiClient;
  beforeAll(async () => {
    sandbox = await startSandbox({ empty: true });
    api = connectApi({ url: sandbox.urls.get('hub') ?? '' });
    await installWidgets(api);
  });
  afterAll(async () => {
    api?.close();
    await sandbox?.close();
  });

  it.each(conformanceCases.map((each, index) => [each.name, each, index] as const))('%s', (_, each, index) =>
    each.run(roomFor(api, `case-${index}`)),
  );

  it.each(notThere.map((each) => [each.what, each] as const))('has not, and says so: %s', async (_, each) => {
    const { status, body } = await api.send(...each.ask);
    expect(status).toBe(each.status);
    expect(JSON.stringify(body).replaceAll('\\"', '"')).toContain(each.words);
  });

  it('serves every kind that ships', () => {
    const served = [...crdsFor('hub'), ...crdsFor('managed')].map((crd) => getAt(crd, ['metadata', 'name']));
    const shipped = shippedDocuments().filter((crd) => isServed(crd));
    expect(
      shipped.map((crd) => getAt(crd, ['metadata', 'name'])).filter((name) => !served.includes(name)),
    ).toEqual([]);
  });
});

/** Kubernetes' own kinds and ramen-sync's documents ship as schemas too; the sandbox has the former built in. */
function isServed(crd: JsonObject): boolean {
  const group = getString(crd, ['spec', 'group']) ?? '';
  const isOfCluster = !['', 'storage.k8s.io'].includes(group);
  return isOfCluster && getAt(crd, ['spec', 'versions', 0, 'served']) === true;
}
