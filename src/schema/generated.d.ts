/** Made by scripts/schemas.js out of schemas/, for the bundle and for tests alike; stands in no file. */
declare module 'ramen-sync:schemas' {
  import type { JsonObject } from '../model/json.ts';
  import type { Validator } from './ajv-options.ts';

  export interface ShippedKind {
    readonly group: string;
    readonly kind: string;
    /** The CRD as written, without descriptions. Reads it: call it once. */
    readonly document: () => JsonObject;
    /** By version. Evaluates them: call it once. */
    readonly validators: () => Readonly<Record<string, Validator>>;
  }

  export const kinds: readonly ShippedKind[];
}

/** The CEL library, evaluated when it is asked for (scripts/cel.js). */
declare module 'ramen-sync:cel' {
  export const load: () => typeof import('@marcbachmann/cel-js');
}
