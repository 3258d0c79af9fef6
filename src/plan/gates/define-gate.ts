import type { Kind } from '../../kinds/define-kind.ts';
import type { JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { Risk } from '../../model/plan.ts';
import type { Neighbours } from '../neighbours.ts';
import type { ConfigPart } from '../ramen-config/config-parts.ts';
import type { Situation } from '../situation.ts';

/** The runtime fields of a DRPlacementControl; absent is absent. */
export interface DrIntent {
  readonly action?: string;
  readonly failoverCluster?: string;
  readonly preferredCluster?: string;
  readonly dryRun?: boolean;
}

/** Somebody that names the object, and would be left without it. */
export interface Referrer {
  readonly ref: ObjectRef;
  /** The field: `spec.drPolicyRef.name`. */
  readonly path: string;
  /** `apps/cart.yaml:14` where only Git has it. */
  readonly inGit?: string;
}

/** What is known around a deletion. */
export interface RemovalFacts {
  /** Why no Removal permits it; absent where one does. */
  readonly notPermitted?: Refusal;
  /** Those that would stay. Not those that go in an earlier step of the same plan. */
  readonly referrers: readonly Referrer[] | { readonly unreadable: string };
  /** How many of its kind Removals ask for, and how many are live (absent where that was not counted). */
  readonly share: { readonly asked: number; readonly live?: number; readonly max: number };
}

/** One change, as the gates see it: what is, what would be, and what is known around it. */
export interface GateInput {
  readonly ref: ObjectRef;
  readonly kind: Kind;
  /** How people call the application: `shop/cart`. */
  readonly name: string;
  readonly operation: 'create' | 'update' | 'remove';
  readonly live: LiveObject | undefined;
  /** The declared object with everything that stays, as it would be after the write. */
  readonly wanted: JsonObject;
  readonly before: DrIntent;
  readonly after: DrIntent;
  readonly risk: Risk;
  /** Paths that would change, dotted. */
  readonly paths: readonly string[];
  /** Absent for kinds that are no application. */
  readonly situation: Situation | undefined;
  /** Absent for applications, and where no gate asks. */
  readonly neighbours?: Neighbours;
  readonly maxRisk: Risk | undefined;
  /** Managed clusters that the configuration names. */
  readonly configuredClusters: readonly string[];
  /** The section or S3 profile of Ramen's configuration that this change is about: each is judged by itself. */
  readonly config?: ConfigPart;
  /** Of `remove` alone. */
  readonly removal?: RemovalFacts;
}

/** A gate's no: one sentence with names, and the way on. */
export interface Refusal {
  readonly message: string;
  readonly help: string;
}

/**
 * A case of a gate: documentation, and a test on a model of the clusters, the sandbox and a real API server. `live` and `git`
 * are YAML in the words of `test/support/scene.ts`: what is live, and what Git asks instead.
 */
export interface GateExample {
  readonly title: string;
  readonly live: string;
  readonly git: string;
  /** What the gate says; absent where it lets pass. */
  readonly stops?: Refusal;
}

/** Stops a change that could make somebody's disaster worse. */
export interface Gate {
  readonly id: string;
  /** One line for lists. */
  readonly summary: string;
  /** What Ramen would do, and where its source says so. */
  readonly why: string;
  /** False: nothing may pass it. */
  readonly allowable?: false;
  /** It reads `neighbours` of the changes that it applies to. */
  readonly asksNeighbours?: true;
  readonly appliesTo: (input: GateInput) => boolean;
  readonly judge: (input: GateInput) => Refusal | undefined;
  readonly examples?: readonly GateExample[];
}

export function isApplication(input: GateInput): boolean {
  return input.kind.kind === 'DRPlacementControl';
}

/** Where an intent wants the application to be. */
export function targetOf({ action, failoverCluster, preferredCluster }: DrIntent): string | undefined {
  return action === 'Failover' ? failoverCluster : preferredCluster;
}

export function startsFailover(input: GateInput): boolean {
  const { before, after } = input;
  if (after.action !== 'Failover') return false;
  return before.action !== 'Failover' || before.failoverCluster !== after.failoverCluster;
}

export function startsRelocate(input: GateInput): boolean {
  const { before, after } = input;
  if (after.action !== 'Relocate') return false;
  return before.action !== 'Relocate' || before.preferredCluster !== after.preferredCluster;
}

export function removesAction(input: GateInput): boolean {
  return (
    input.operation === 'update' && input.before.action !== undefined && input.after.action === undefined
  );
}

export function defineGate(gate: Gate): Gate {
  return gate;
}
