import { isObject, type Json } from '../../../src/model/json.ts';
import type { Hub } from './hub.ts';
import { expectDone } from './people.ts';

const ramen = '/apis/ramendr.openshift.io/v1alpha1';
const drClusters = `${ramen}/drclusters`;
const ocm = '/apis/cluster.open-cluster-management.io/v1beta1/namespaces/shop';

/** What the sequences stand on and never change. */
export async function buildStage(hub: Hub): Promise<void> {
  await create(hub, '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  });
  await create(hub, `${ramen}/drpolicies`, {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRPolicy',
    metadata: { name: 'policy' },
    spec: { drClusters: ['dr1', 'dr2'], schedulingInterval: '5m' },
  });
  for (const name of ['cart', 'till']) {
    await create(hub, `${ocm}/placements`, {
      apiVersion: 'cluster.open-cluster-management.io/v1beta1',
      kind: 'Placement',
      metadata: { name, namespace: 'shop' },
      spec: {},
    });
  }
}

/** Takes away what a sequence has left, and makes the DRClusters that are not its own affair. */
export async function clearStage(hub: Hub, own: readonly string[]): Promise<void> {
  for (const collection of [
    `${ramen}/namespaces/shop/drplacementcontrols`,
    drClusters,
    `${ocm}/placementdecisions`,
  ]) {
    const { code, json } = await hub.send({ method: 'GET', path: collection });
    if (code !== 200) throw new Error(`${collection} was answered with ${code}`);
    const items = isObject(json) ? (json.items as readonly { metadata: { name: string } }[]) : [];
    for (const { metadata } of items)
      await expectDone(hub.send({ method: 'DELETE', path: `${collection}/${metadata.name}` }));
  }
  for (const name of ['dr1', 'dr2'].filter((each) => !own.includes(each))) {
    await create(hub, drClusters, {
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'DRCluster',
      metadata: { name },
      spec: { s3ProfileName: 's3' },
    });
  }
}

function create(hub: Hub, path: string, body: Json): Promise<void> {
  return expectDone(hub.send({ method: 'POST', path, type: 'application/json', body }));
}
