import type { Doubt } from './doubt.ts';
import type { Health } from './health.ts';
import type { Json } from './json.ts';

/** One protected application, as `status` shows it. */
export interface ApplicationStatus {
  readonly namespace: string;
  readonly name: string;
  readonly policy: string;
  /** Where the workload runs; absent where nobody can tell. */
  readonly runsOn?: string;
  readonly phase: string;
  readonly progression: string;
  /** Where the progression stands in its action; absent for one that is not known. */
  readonly step?: { readonly index: number; readonly of: number };
  readonly health: Health['status'];
  /** Why it is not Current. */
  readonly message?: string;
  readonly rpo: {
    readonly lagSeconds?: number;
    readonly intervalSeconds?: number;
    readonly state: 'ok' | 'warning' | 'critical' | 'never' | 'not-applicable' | 'unknown';
  };
  readonly sync: 'synced' | 'drifted' | 'held' | 'blocked' | 'unknown';
  readonly held: readonly {
    readonly path: string;
    readonly live?: Json;
    readonly git?: Json;
    readonly manager?: string;
    readonly since?: string;
  }[];
  /** What speaks against its green, the gravest first; empty where it is believed, or where it claims none. */
  readonly doubts: readonly Doubt[];
}

export interface StatusReport {
  readonly summary: {
    readonly applications: number;
    readonly current: number;
    readonly inProgress: number;
    readonly failed: number;
    readonly unknown: number;
    readonly held: number;
  };
  readonly applications: readonly ApplicationStatus[];
  /** One sentence a cluster that could not be read. */
  readonly notChecked: readonly { readonly reason: string; readonly what: string; readonly count: number }[];
}
