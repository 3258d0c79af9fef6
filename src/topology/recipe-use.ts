import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { recipe } from '../kinds/recipe.ts';
import { type FieldPath, getAt, getString } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { opsNamespaceOf } from './ops-namespace.ts';
import { findManifest, manifestsOf, type Topology } from './topology.ts';

/** A DRPlacementControl that is captured and restored by a Recipe. */
export interface RecipeUse {
  readonly drpc: Manifest;
  readonly name: string;
  readonly namespace: string;
  /** `vm-recipe` in the ops namespace is inside Ramen. Ramen: internal/controller/core. */
  readonly isBuiltIn: boolean;
  /** In these files. */
  readonly recipe: Manifest | undefined;
  readonly parameters: JsonObject;
}

export const recipeRefPath: readonly string[] = ['spec', 'kubeObjectProtection', 'recipeRef'];
export const parametersPath: readonly string[] = ['spec', 'kubeObjectProtection', 'recipeParameters'];

export function* recipeUses(topology: Topology): Generator<RecipeUse> {
  const ops = opsNamespaceOf(topology);
  for (const drpc of manifestsOf(topology, drPlacementControl)) {
    if (!isObject(getAt(drpc.object, recipeRefPath))) continue;
    const name = getString(drpc.object, [...recipeRefPath, 'name']) ?? '';
    const namespace = getString(drpc.object, [...recipeRefPath, 'namespace']) ?? '';
    const parameters = getAt(drpc.object, parametersPath);
    const inOps = namespace === ops.name || (namespace === drpc.key.namespace && ops.mayHold(drpc));
    yield {
      drpc,
      name,
      namespace,
      isBuiltIn: name === 'vm-recipe' && inOps,
      recipe: findManifest(topology, recipe, name, namespace),
      parameters: isObject(parameters) ? parameters : {},
    };
  }
}

/** The only workflows that Ramen runs. Ramen: internal/controller/vrg_kubeobjects.go. */
export const workflowNames: readonly string[] = ['backup', 'restore'];

/** Items of a list in the Recipe's spec, with their index. */
export function itemsOf(manifest: Manifest, field: string): readonly (readonly [number, JsonObject])[] {
  const list = getAt(manifest.object, ['spec', field]);
  return (isArray(list) ? list : []).flatMap((item, index) =>
    isObject(item) ? [[index, item] as const] : [],
  );
}

/** `$NAME` and `${NAME}` as Go's os.Expand finds them; Ramen puts the parameter there, or nothing. */
const reference = /\$(?:\{([^}"]*)\}|([*#$@!?\-0-9])|(\w+))/g;

export function parametersIn(text: string): readonly string[] {
  return [...text.matchAll(reference)].map(([, braced, special, plain]) => braced ?? special ?? plain ?? '');
}

/** A text with its parameters put in; every value where the whole text is one parameter. */
export function expand(text: string, parameters: JsonObject): readonly string[] {
  const [only] = parametersIn(text);
  const values = only === undefined ? undefined : parameters[only];
  if (only === undefined) return [text];
  if (text !== `$${only}` && text !== `\${${only}}`) return [];
  return isArray(values) ? values.filter((value: Json) => typeof value === 'string') : [];
}

/** Every text below a value. */
export function* textsOf(
  value: Json | undefined,
  path: FieldPath,
): Generator<{ readonly path: FieldPath; readonly text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (isArray(value)) {
    for (const [index, item] of value.entries()) yield* textsOf(item, [...path, index]);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* textsOf(item, [...path, key]);
  }
}
