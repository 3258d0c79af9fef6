import { afterAll, beforeAll, describe, it } from 'vitest';
import { conformanceCases } from '../conformance/all-cases.ts';
import { type ApiClient, connectApi } from '../conformance/api-client.ts';
import { roomFor } from '../conformance/conformance-case.ts';
import { installWidgets } from '../conformance/widget.ts';
import { sharedServer } from '../support/shared-server.ts';

const shared = sharedServer();

describe.skipIf(shared === undefined)('a real kube-apiserver', () => {
  let api: ApiClient;
  beforeAll(async () => {
    if (shared === undefined) return;
    api = connectApi(shared);
    await installWidgets(api);
  });
  afterAll(() => api?.close());

  it.each(conformanceCases.map((each, index) => [each.name, each, index] as const))('%s', (_, each, index) =>
    each.run(roomFor(api, `case-${index}`)),
  );
});
