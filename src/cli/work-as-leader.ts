import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { lead } from '../controller/leadership/lead.ts';
import { systemMoment } from '../controller/leadership/term.ts';
import type { Log } from '../controller/log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Leave } from '../ports/leave.ts';

export interface LeaderOptions {
  readonly hub: Cluster;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Of the TopologySyncs; the Lease is there too, where this is no pod. */
  readonly namespace?: string;
}

/** Works whenever the Lease is ours, and stands by when it is not. */
export async function workAsLeader(
  { hub, clock, log, signal, namespace }: LeaderOptions,
  work: (leave: Leave) => Promise<void>,
): Promise<void> {
  const home = (await ownNamespace()) ?? namespace ?? 'ramen-sync';
  const identity = `${hostname()}_${randomUUID()}`;
  await lead(
    { namespace: home, name: 'ramen-sync', identity, signal },
    { hub, clock, now: systemMoment, log },
    work,
  );
}

/** Undefined outside of a pod. */
async function ownNamespace(): Promise<string | undefined> {
  try {
    return (await readFile('/var/run/secrets/kubernetes.io/serviceaccount/namespace', 'utf8')).trim();
  } catch {
    return undefined;
  }
}
