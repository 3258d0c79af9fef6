import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/start.ts';
import { conformanceCases } from './conformance/all-cases.ts';
import { type ApiClient, connectApi } from './conformance/api-client.ts';
import { roomFor } from './conformance/conformance-case.ts';
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
});
