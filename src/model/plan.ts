import type { Json } from './json.ts';
import type { ObjectRef } from './object-ref.ts';
import type { SnapshotAge } from './snapshot.ts';
import type { Location } from './source.ts';

export type ChangeState =
  | 'create'
  | 'update'
  | 'unchanged'
  | 'held'
  | 'blocked'
  | 'remove'
  | 'pending'
  | 'unreachable'
  | 'not-in-git';

/** From harmless to final; a `maxRisk` names the last class that may pass. */
export const riskClasses = [
  'cosmetic',
  'reversible',
  'narrows-protection',
  'moves-data',
  'ends-protection',
] as const;
export type Risk = (typeof riskClasses)[number];

export function isRiskier(a: Risk, b: Risk): boolean {
  return riskClasses.indexOf(a) > riskClasses.indexOf(b);
}

export function worstRisk(risks: readonly Risk[]): Risk {
  return risks.reduce<Risk>((worst, risk) => (isRiskier(risk, worst) ? risk : worst), 'cosmetic');
}

/** Who moved a field away from the base: Git, someone on the cluster, both, or nobody can tell. */
export type Origin = 'git' | 'live' | 'both' | 'unknown';

export interface FieldChange {
  readonly path: string;
  /** Absent where the field is not on the cluster. Secret values appear as `(sensitive #n)`. */
  readonly live?: Json;
  /** Absent where Git does not declare the field. */
  readonly git?: Json;
  readonly origin?: Origin;
  /** The manager whose value is live, and when it wrote: a removal has no recorded author. */
  readonly manager?: string;
  readonly time?: string;
  /** Who owns the same value beside `manager`, the newest first; `takesOver` takes it from all of them. */
  readonly coOwners?: readonly { readonly manager: string; readonly time?: string }[];
  readonly held?: true;
  /** The value is taken over from `manager`. */
  readonly takesOver?: true;
  /** Git dropped the field, but another manager owns it too, so it stays. */
  readonly stays?: true;
  /** A gate stops this part of the change, while other parts of it are written. */
  readonly blocked?: true;
}

export interface Consequence {
  readonly code: string;
  readonly text: string;
}

/** Something that the repository asks for and that no change comes of; nothing is blocked by it. */
export interface Notice {
  readonly code: string;
  /** One sentence, with the place in front. */
  readonly text: string;
}

/** A gate that stops a change: why, and what would let it pass. */
export interface Block {
  readonly gate: string;
  readonly message: string;
  readonly help?: string;
  /** Value for `--allow`, absent where nothing may pass it. */
  readonly allow?: string;
}

/** What the judgement rested on; a saved plan is refused when it has moved. */
export interface Judged {
  readonly uid: string;
  readonly generation?: number;
  /** Saved plans only, and of Secrets only: of them there is no digest. */
  readonly resourceVersion?: string;
  readonly phase?: string;
  readonly progression?: string;
  /** Where the workload runs. */
  readonly location?: string;
  /** Digest of spec and declared metadata; saved plans only. Never of a Secret. */
  readonly digest?: string;
}

export interface Change {
  readonly object: ObjectRef;
  readonly state: ChangeState;
  readonly wave: number;
  readonly risk?: Risk;
  readonly location?: Location;
  readonly judged?: Judged;
  /** One sentence: why this state, where the fields do not say it. */
  readonly reason?: string;
  readonly fields: readonly FieldChange[];
  readonly consequences: readonly Consequence[];
  readonly blocks: readonly Block[];
  /** No dry run confirmed it. */
  readonly predicted?: true;
  /** The deletion was begun and cannot be taken back: it is only waited for. */
  readonly underWay?: true;
}

export type ClusterState = 'reachable' | 'unreachable' | 'wrong-cluster';

export interface ClusterReport {
  readonly name: string;
  readonly role: 'hub' | 'managed';
  /** UID of namespace kube-system. */
  readonly uid?: string;
  readonly state: ClusterState;
  readonly version?: string;
  readonly message?: string;
}

export interface PlanSource {
  readonly revision?: string;
  readonly dirty: boolean;
  /** File to Git blob id; saved plans only. Files that hold a Secret's values are in `secrets` instead. */
  readonly blobs?: Readonly<Record<string, string>>;
  /** Files that hold a Secret's values: a blob id would be a digest of these. Saved plans only. */
  readonly secrets?: Readonly<Record<string, SecretFile>>;
}

/** What a saved plan knows of a file that holds a Secret's values. */
export interface SecretFile {
  /** Of everything in it but the values. */
  readonly digest: string;
  /** The commit has the file as it was read, so that the values are pinned by the commit. */
  readonly committed: boolean;
}

/** What a saved plan was asked for, so that `apply` asks for the same. */
export interface PlanTerms {
  /** Objects as people write them; empty: all. */
  readonly only: readonly string[];
  /** `gate=object`. */
  readonly allow: readonly string[];
  /** Nothing riskier passes. Absent: no ceiling. */
  readonly maxRisk?: Risk;
}

export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly unchanged: number;
  readonly held: number;
  readonly blocked: number;
  readonly remove: number;
  readonly pending: number;
  readonly unreachable: number;
  readonly notInGit: number;
}

/** A plan as every format shows it. */
export interface PlanReport {
  readonly summary: PlanSummary;
  readonly source: PlanSource;
  /** Saved plans only. */
  readonly terms?: PlanTerms;
  /** Predicted from this snapshot; absent where the clusters themselves were asked. */
  readonly snapshot?: SnapshotAge;
  readonly clusters: readonly ClusterReport[];
  readonly changes: readonly Change[];
  readonly notChecked: readonly { readonly reason: string; readonly what: string; readonly count: number }[];
  /** Absent where there is nothing to say. */
  readonly notices?: readonly Notice[];
  /** Of everything the plan says; of a saved plan, of the whole file but itself. Of no secret value. */
  readonly digest: string;
  /** RFC 3339. */
  readonly expires: string;
}
