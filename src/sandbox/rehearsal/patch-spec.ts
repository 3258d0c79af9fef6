import { UserError } from '../../model/errors.ts';
import { removeAt, setAt } from '../../model/field-path.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { nameOf, namespaceOf } from '../ramen/metadata.ts';
import type { Sandbox } from '../start.ts';
import { ApiError } from '../store/api-error.ts';
import { requireHub } from './require-named.ts';

/** The name that kubectl's patches carry: what the operator wrote belongs to it, as on a real hub. */
const manager = 'kubectl-patch';

/** `undefined` takes a field away. */
export type SpecPatch = Readonly<Record<string, Json | undefined>>;

/** What an operator's `kubectl patch --type merge` does to an object's spec on the hub; says it as a command line. */
export function patchSpec(sandbox: Sandbox, object: JsonObject, spec: SpecPatch): string {
  requireHub(sandbox);
  let patched = object;
  for (const [field, value] of Object.entries(spec)) {
    const path = ['spec', field];
    patched = value === undefined ? removeAt(patched, path) : setAt(patched, path, value);
  }
  try {
    sandbox.world.hub.update(patched, manager);
  } catch (error) {
    if (error instanceof ApiError)
      throw new UserError(`the hub refuses it: ${error.message}`, { cause: error });
    throw error;
  }
  return commandLine(object, spec);
}

function commandLine(object: JsonObject, spec: SpecPatch): string {
  const namespace = namespaceOf(object);
  const body = JSON.stringify({ spec }, (_, value: unknown) => value ?? null);
  const where = namespace === '' ? '' : ` -n ${namespace}`;
  return `kubectl${where} patch ${String(object.kind).toLowerCase()} ${nameOf(object)} --type merge -p '${body}'`;
}
