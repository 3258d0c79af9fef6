import { describe, expect, it } from 'vitest';
import { ClusterError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { Discovery } from './discovery.ts';

const group = (name: string) => ({ name, versions: [{ groupVersion: `${name}/v1`, version: 'v1' }] });

/** A server without aggregated discovery; a path that is not here is answered with `status`. */
function discoveryOf(answers: Readonly<Record<string, Json>>, status: number): Discovery {
  const request = async ({ path }: { readonly path: string }): Promise<Json> => {
    const found = answers[path];
    if (found !== undefined) return found;
    const reason = status === 404 ? 'not-found' : 'server';
    throw new ClusterError(`${path} is answered with ${status}`, { reason, status });
  };
  return new Discovery({ request }, { now: () => 0, sleep: async () => undefined });
}

const answers = {
  '/api': { kind: 'APIVersions', versions: [] },
  '/apis': { kind: 'APIGroupList', groups: [group('ramendr.openshift.io'), group('broken.example.com')] },
  '/apis/ramendr.openshift.io/v1': {
    kind: 'APIResourceList',
    resources: [{ name: 'drpolicies', kind: 'DRPolicy', namespaced: false }],
  },
};

describe('discovery of a server that lists a group and cannot tell about it', () => {
  it.each([404, 503])('hides no other group, and calls nothing of that one absent: %i', async (status) => {
    const discovery = discoveryOf(answers, status);
    expect(await discovery.find('ramendr.openshift.io/v1', 'DRPolicy')).toMatchObject({
      plural: 'drpolicies',
    });
    expect(await discovery.find('ramendr.openshift.io/v1', 'DRPrinter')).toBeUndefined();
    expect(await discovery.find('other.example.com/v1', 'Widget')).toBeUndefined();
    await expect(discovery.find('broken.example.com/v1', 'Widget')).rejects.toThrow(
      `/apis/broken.example.com/v1 is answered with ${status}`,
    );
  });
});
