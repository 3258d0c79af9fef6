import { kindOf } from '../../../src/kinds/registry.ts';
import { getString, setAt } from '../../../src/model/field-path.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Room } from './room.ts';

/** Somebody who writes objects beside us. */
export interface Maker {
  /** The name that managedFields shows. */
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  /** Makes the object as it is, or brings it there. */
  make(room: Room, object: JsonObject): Promise<void>;
}

/** `kubectl apply`: the real one where there is one, else the request that it sends. */
export const kubectlApply: Maker = {
  manager: 'kubectl-client-side-apply',
  operation: 'Update',
  make: async (room, object) => {
    if (room.api.kubectl !== undefined) {
      room.api.kubectl(['apply', '-f', '-'], { input: JSON.stringify(object) });
      return;
    }
    const path = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'];
    await update('kubectl-client-side-apply').make(room, setAt(object, path, JSON.stringify(object)));
  },
};

export const kubectlServerSide: Maker = {
  manager: 'kubectl',
  operation: 'Apply',
  make: async (room, object) => {
    if (room.api.kubectl === undefined) await apply('kubectl').make(room, object);
    else room.api.kubectl(['apply', '--server-side', '-f', '-'], { input: JSON.stringify(object) });
  },
};

export const kubectlCreate: Maker = {
  manager: 'kubectl-create',
  operation: 'Update',
  make: async (room, object) => {
    if (room.api.kubectl === undefined) await update('kubectl-create').make(room, object);
    else room.api.kubectl(['create', '-f', '-'], { input: JSON.stringify(object) });
  },
};

/** Anybody who applies with force, as Argo CD and Flux do. */
export function apply(manager: string): Maker {
  return {
    manager,
    operation: 'Apply',
    make: async (room, object) => {
      const query = `?fieldManager=${manager}&force=true`;
      await room.send('PATCH', `${pathOf(object)}${query}`, object, 'application/apply-patch+yaml');
    },
  };
}

/** Anybody who creates, and then patches. */
export function update(manager: string): Maker {
  return {
    manager,
    operation: 'Update',
    make: async (room, object) => {
      const query = `?fieldManager=${manager}`;
      const exists = await room.send('GET', pathOf(object), {}).then(
        () => true,
        () => false,
      );
      if (exists) await room.send('PATCH', `${pathOf(object)}${query}`, object);
      else await room.send('POST', `${collectionOf(object)}${query}`, object);
    },
  };
}

/** A patch of one kubectl verb: `edit` with an editor of its own, `patch`, `label`, `annotate`. */
export function kubectlPatch(
  verb: 'edit' | 'patch' | 'label' | 'annotate',
): (room: Room, object: JsonObject, patch: JsonObject) => Promise<void> {
  return async (room, object, patch) => {
    if (room.api.kubectl === undefined || verb !== 'patch')
      await patchAs(room, `kubectl-${verb}`, object, patch);
    else room.api.kubectl(['patch', ...nameOf(object), '--type=merge', '-p', JSON.stringify(patch)]);
  };
}

export async function patchAs(room: Room, manager: string, object: JsonObject, patch: Json): Promise<void> {
  await room.send('PATCH', `${pathOf(object)}?fieldManager=${manager}`, patch);
}

/** A write of status, as controllers make it. */
export async function statusAs(
  room: Room,
  manager: string,
  object: JsonObject,
  status: JsonObject,
): Promise<void> {
  await room.send('PATCH', `${pathOf(object)}/status?fieldManager=${manager}`, { status });
}

/** As an object is that is older than managedFields, or was restored without them. */
export async function forgetManagers(room: Room, object: JsonObject): Promise<void> {
  const operations = [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }];
  await room.send('PATCH', pathOf(object), operations, 'application/json-patch+json');
}

function nameOf(object: JsonObject): readonly string[] {
  const kind = kindOf(String(object.apiVersion), String(object.kind));
  const group = kind?.group === '' ? '' : `.${kind?.group}`;
  const namespace = getString(object, ['metadata', 'namespace']);
  const name = getString(object, ['metadata', 'name']) ?? '';
  return [`${kind?.plural}${group}`, name, ...(namespace === undefined ? [] : ['-n', namespace])];
}

export function pathOf(object: JsonObject): string {
  return `${collectionOf(object)}/${getString(object, ['metadata', 'name'])}`;
}

function collectionOf(object: JsonObject): string {
  const apiVersion = String(object.apiVersion);
  const kind = kindOf(apiVersion, String(object.kind));
  if (kind === undefined) throw new Error(`no kind ${String(object.kind)}`);
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = getString(object, ['metadata', 'namespace']);
  return `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${kind.plural}`;
}
