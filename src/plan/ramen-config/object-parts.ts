import { configMap } from '../../kinds/config-map.ts';
import { ramenKey } from '../../model/annotations.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import type { Origin } from '../../model/plan.ts';

/** A label, an annotation, or another key of the ConfigMap around Ramen's configuration that Git would change. */
export interface AroundChange {
  readonly path: readonly string[];
  readonly live?: Json;
  readonly git: Json;
  readonly origin: Origin;
}

/** Compares what Git declares beside the configuration itself; what Git does not declare, or Ramen writes, stays. */
export function changesAround(
  declared: JsonObject,
  live: LiveObject,
  before: JsonObject | undefined,
): readonly AroundChange[] {
  const maps = declared.kind === 'ConfigMap' ? [...metadataMaps, ['data'], ['binaryData']] : metadataMaps;
  return maps.flatMap((map) => {
    const values = getAt(declared, map);
    return Object.entries(isObject(values) ? values : {}).flatMap(([key, git]) => {
      const path = [...map, key];
      const now = getAt(live, path);
      if (isOthers(path) || jsonEquals(git, now)) return [];
      const origin = before === undefined ? 'unknown' : originOf(getAt(before, path), now, git);
      return [{ path, ...(now === undefined ? {} : { live: now }), git, origin }];
    });
  });
}

const metadataMaps = [
  ['metadata', 'labels'],
  ['metadata', 'annotations'],
] as const;

function originOf(then: Json | undefined, live: Json | undefined, git: Json): Origin {
  if (then === undefined) return 'git';
  if (jsonEquals(then, git)) return 'live';
  return jsonEquals(then, live) ? 'git' : 'both';
}

/** The configuration, Ramen's own labels, and kubectl's copy of the object. */
function isOthers(path: readonly string[]): boolean {
  const [map, key, name = ''] = path;
  if (map === 'data' && key === ramenKey.configKey) return true;
  if (name === 'kubectl.kubernetes.io/last-applied-configuration') return true;
  return configMap.controllerOwned.some(
    (owned) =>
      owned.length === path.length &&
      owned.every((step, index) =>
        step.endsWith('*') ? path[index]?.startsWith(step.slice(0, -1)) : step === path[index],
      ),
  );
}
