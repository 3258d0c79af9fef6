import type { Json } from '../model/json.ts';
import { dumpValue } from './yaml-library.ts';

/** Block style, ending in a line break. Strings that any YAML version reads as something else are quoted. */
export function dumpYaml(value: Json): string {
  return dumpValue(value, { seqNoIndent: true });
}
