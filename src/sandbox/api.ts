import type { ObjectKey } from '../model/object-ref.ts';
import type { Room } from './store/write.ts';

export type Verb = 'create' | 'update' | 'patch' | 'apply' | 'delete';

/** A write that a cluster's server carried out. */
export interface SandboxWrite {
  /** RFC 3339, on the sandbox's clock. */
  readonly time: string;
  readonly cluster: string;
  readonly manager: string;
  readonly verb: Verb;
  readonly key: ObjectKey;
  readonly subresource?: string;
  readonly dryRun: boolean;
  /** The request as sent; absent for deletes. Holds the values of Secrets: for assertions, never for printing. */
  readonly body?: string;
}

/** One cluster behind its HTTP server. */
export interface SandboxApi extends Room {
  readonly name: string;
  /** Milliseconds since the epoch, on the sandbox's clock. */
  now(): number;
  recordWrite(write: Omit<SandboxWrite, 'time' | 'cluster'>): void;
}
