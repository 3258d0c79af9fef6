import { getAt, getString, removeAt } from '../../model/field-path.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { nameOf, namespaceOf } from '../ramen/metadata.ts';
import { patchSpec } from '../rehearsal/patch-spec.ts';
import type { Sandbox } from '../start.ts';
import type { PlacedObject } from './ground.ts';

/** What an operator sets in an incident, and Git remembers once it was adopted. */
const actionFields = ['action', 'failoverCluster', 'dryRun'] as const;

/**
 * A DRPC that Git wants failed over or relocated was deployed first: Ramen fails nothing over that was never there. So it
 * stands as ramen-sync would have applied it before that action.
 */
export async function startBeforeActions(sandbox: Sandbox, declared: readonly PlacedObject[]): Promise<void> {
  for (const drpc of moved(declared)) {
    const namespace = namespaceOf(drpc);
    const stated = declared.find(
      ({ cluster, object }) =>
        cluster === 'hub' && object.kind === 'Namespace' && nameOf(object) === namespace,
    );
    if (stated !== undefined)
      await applyAsRamenSync(sandbox, `/api/v1/namespaces/${namespace}`, stated.object);
    let before = drpc;
    for (const field of actionFields) before = removeAt(before, ['spec', field]);
    const collection = `/apis/ramendr.openshift.io/v1alpha1/namespaces/${namespace}/drplacementcontrols`;
    await applyAsRamenSync(sandbox, `${collection}/${nameOf(drpc)}`, before);
  }
}

/** And then it happened, by an operator's hand. */
export function repeatActions(sandbox: Sandbox, declared: readonly PlacedObject[]): void {
  for (const drpc of moved(declared)) {
    const live = sandbox.world.hub.get('DRPlacementControl', namespaceOf(drpc), nameOf(drpc));
    const spec: [string, Json][] = actionFields.flatMap((field) => {
      const value = getAt(drpc, ['spec', field]);
      return value === undefined ? [] : [[field, value]];
    });
    if (live !== undefined) patchSpec(sandbox, live, Object.fromEntries(spec));
  }
}

function moved(declared: readonly PlacedObject[]): readonly JsonObject[] {
  return declared
    .filter(({ cluster, object }) => cluster === 'hub' && object.kind === 'DRPlacementControl')
    .map(({ object }) => object)
    .filter((drpc) => (getString(drpc, ['spec', 'action']) ?? '') !== '');
}

/** What the server refuses, `apply` will be refused too, and say. */
async function applyAsRamenSync(sandbox: Sandbox, path: string, object: JsonObject): Promise<void> {
  await fetch(`${sandbox.urls.get('hub') ?? ''}${path}?fieldManager=ramen-sync`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/apply-patch+yaml', authorization: `Bearer ${sandbox.token}` },
    body: JSON.stringify(object),
  });
}
