import { type FieldPath, formatPath, getString } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Location } from '../model/source.ts';
import { parseText } from '../yaml/parse-text.ts';

/** How Ramen translates addresses between the networks of two clusters: YAML inside a ConfigMap. */
export interface NetworkMapping {
  readonly manifest: Manifest;
  /** Absent where the key is missing, or the text does not parse or is no map. */
  readonly value?: JsonObject;
  readonly hasText: boolean;
  /** What the parser says, and where. */
  readonly error?: { readonly message: string; readonly location: Location };
  readonly locate: (path: FieldPath, part?: 'value' | 'key') => Location;
  readonly formatPath: (path: FieldPath) => string;
}

/** Ramen: internal/controller/drpc_networkmapping.go. */
export const mappingKey = 'mappings.yaml';
const textPath = ['data', mappingKey];

export function readNetworkMapping(manifest: Manifest): NetworkMapping {
  const text = getString(manifest.object, textPath);
  const parsed = text === undefined ? undefined : parseText(text);
  const value: Json | undefined = parsed?.value;
  const error = parsed?.error;
  return {
    manifest,
    hasText: text !== undefined,
    ...(isObject(value) ? { value } : {}),
    ...(error === undefined
      ? {}
      : {
          error: {
            message: error.message,
            location: manifest.locateWithin(textPath, error.start, error.end),
          },
        }),
    locate: (path, part) => {
      if (parsed?.value === undefined) return manifest.locate(textPath, 'key');
      const { start, end } = parsed.range(path, part);
      return manifest.locateWithin(textPath, start, end);
    },
    formatPath: (path) =>
      path.length === 0 ? formatPath(textPath) : `${formatPath(textPath)}:${formatPath(path)}`,
  };
}
