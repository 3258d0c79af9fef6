import type { JsonObject } from '../../model/json.ts';
import { nameOf, namespaceOf } from '../ramen/metadata.ts';

export interface PlacedObject {
  readonly cluster: string;
  readonly object: JsonObject;
}

/** What a repository says of a topology, as far as a sandbox asks. */
export interface Ground {
  readonly managedClusters: readonly string[];
  /** Where Ramen's hub operator and its ConfigMap live. */
  readonly operatorNamespace: string;
  readonly declared: readonly PlacedObject[];
}

/** An object that nobody declared and that Ramen cannot do without. */
export interface Invention extends PlacedObject {
  readonly because: string;
}

/** Everything of a kind on a cluster, declared or invented so far. */
export function objectsOn(ground: Ground, cluster: string, kind: string): readonly JsonObject[] {
  return ground.declared
    .filter((each) => each.cluster === cluster && each.object.kind === kind)
    .map(({ object }) => object);
}

export function hasObject(
  ground: Ground,
  cluster: string,
  kind: string,
  namespace: string,
  name: string,
): boolean {
  return objectsOn(ground, cluster, kind).some(
    (object) => nameOf(object) === name && namespaceOf(object) === namespace,
  );
}
