import type { FieldPath } from './field-path.ts';

/** A field of one object that names another. */
export interface Reference {
  readonly path: FieldPath;
  readonly to: {
    readonly group: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
  };
  /** The owner cannot work without it: it waits for the target, and is blocked with it. */
  readonly required: boolean;
}

export function referencedId(reference: Reference): string {
  const { group, kind, namespace, name } = reference.to;
  return `${group}/${kind}/${namespace ?? ''}/${name}`;
}
