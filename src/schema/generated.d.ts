/** Made by scripts/schemas.js out of schemas/, for the bundle and for tests alike; stands in no file. */
declare module 'ramen-sync:schemas' {
  import type { JsonObject } from '../model/json.ts';
  import type { Validator } from './ajv-options.ts';

  /** The CRDs as written, without descriptions. */
  export const documents: readonly JsonObject[];
  /** By `validatorId`. */
  export const validators: Readonly<Record<string, Validator>>;
}
