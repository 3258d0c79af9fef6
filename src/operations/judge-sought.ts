import { formatPath } from '../model/field-path.ts';
import type { Finding } from '../model/finding.ts';
import { isDay } from '../model/last-day.ts';
import { isBeingDeleted, resourceVersionOf, uidOf } from '../model/live-object.ts';
import { refId } from '../model/object-ref.ts';
import type { Block, Change } from '../model/plan.ts';
import { judgedOf } from '../plan/conclude.ts';
import type { Refusal, RemovalFacts } from '../plan/gates/define-gate.ts';
import { activeHold } from '../plan/hold.ts';
import { judgeRemoval } from '../plan/judge-removal.ts';
import { removalWave } from '../plan/order.ts';
import type { PlannedChange, PlannedWrite } from '../plan/planned-change.ts';
import { type Neighbours, referrersOf } from '../plan/referrers.ts';
import { profileRemoval } from '../plan/s3-profile.ts';
import type { Situation } from '../plan/situation.ts';
import type { RemovalEntry } from '../topology/removals.ts';
import type { SoughtObject } from './look-at-removal.ts';
import { type PlannerInput, permissionsFor } from './planner.ts';

export interface SoughtContext {
  readonly input: PlannerInput;
  readonly neighbours: Neighbours | { readonly unreadable: string };
  readonly share: RemovalFacts['share'];
  readonly situation: Situation | undefined;
  /** Another object of the same application is frozen: why, in words. */
  readonly companionHold: string | undefined;
  /** The Removal stands in the work tree, but not so in the checkout's commit. */
  readonly uncommitted: boolean;
  /** Ids of what this plan deletes in an earlier step. */
  readonly goesBefore: ReadonlySet<string>;
}

/** The change that deletes what a Removal names: judged by all gates, with everything that still needs it. */
export function judgeSought(sought: SoughtObject, context: SoughtContext): PlannedChange {
  const { entry, ref, live } = sought;
  const referrers = referrersIn(sought, context);
  const isFirst = ({ ref: other }: { readonly ref: typeof ref }) => context.goesBefore.has(refId(other));
  const planned = {
    manifest: entry.manifest,
    // Of a profile the ConfigMap says more than is deleted: what counts of it stands in the consequences.
    ...(entry.target.type === 'object' ? { live } : {}),
    dependsOn: 'unreadable' in referrers ? [] : referrers.filter(isFirst).map((each) => refId(each.ref)),
    judgeAgain: true,
  };
  const change = headOf(sought);
  if (isUnderWay(sought)) {
    const reason = `${change.reason}; it is being deleted already, and what comes after it waits until it is gone`;
    return {
      ...planned,
      change: { ...change, reason, underWay: true },
      write: { type: 'being-deleted', uid: uidOf(live) },
    };
  }
  const hold = entry.target.type === 'object' ? activeHold({}, live, context.input.now) : undefined;
  const frozen = hold === undefined ? context.companionHold : `frozen ${hold.where}: ${hold.reason}`;
  if (frozen !== undefined) return { ...planned, change: { ...change, state: 'held', reason: frozen } };
  const refusal = notPermitted(sought, context);
  const judged = judgeRemoval(
    { ...change, blocks: ownBlocks(sought, context.input.errors) },
    {
      kind: sought.kind,
      live,
      means: sought.means,
      situation: context.situation,
      removal: {
        ...(refusal === undefined ? {} : { notPermitted: refusal }),
        referrers: 'unreadable' in referrers ? referrers : referrers.filter((each) => !isFirst(each)),
        share: context.share,
      },
      maxRisk: context.input.maxRisk,
      configuredClusters: context.input.config.managedClusters.map(({ name }) => name),
      allowed: permissionsFor(ref, live, context.input.allow),
    },
  );
  return { ...planned, change: judged, ...(judged.state === 'remove' ? { write: writeFor(sought) } : {}) };
}

/** `hub/removal.yaml:6`. */
function placeOf({ manifest, path }: RemovalEntry): string {
  const { file, line } = manifest.locate(path);
  return `${file}:${line}`;
}

function referrersIn({ ref }: SoughtObject, { neighbours, input }: SoughtContext) {
  return 'unreadable' in neighbours ? neighbours : referrersOf(ref, neighbours, input.topology);
}

function headOf({ entry, ref, kind, live }: SoughtObject): Change {
  return {
    object: ref,
    state: 'remove',
    wave: removalWave(kind.wave),
    risk: 'ends-protection',
    location: entry.manifest.locate(entry.path),
    judged: entry.target.type === 'object' ? judgedOf(live) : { uid: uidOf(live) },
    reason: reasonOf(entry),
    fields: [],
    consequences: [],
    blocks: [],
  };
}

/** Whose word it is; nobody has asked the approvers. */
function reasonOf({ manifest, reason, approvedBy, expires }: RemovalEntry): string {
  const until = expires === undefined ? '' : ` until ${expires}`;
  const word = reason === '' ? 'no reason given' : reason;
  const approval =
    approvedBy.length === 0
      ? ''
      : `; approved by ${approvedBy.join(', ')}, as the document says (not verified)`;
  return `asked for by Removal ${manifest.key.name}${until}: ${word}${approval}`;
}

/** A deletion that was begun cannot be taken back, by whomever: with our UID it is the one that was asked for. */
function isUnderWay({ entry, live }: SoughtObject): boolean {
  return entry.target.type === 'object' && entry.uid !== undefined && isBeingDeleted(live);
}

function writeFor({ entry, ref, live }: SoughtObject): PlannedWrite {
  return entry.target.type === 's3-profile'
    ? profileRemoval(live, ref.name)
    : { type: 'delete', uid: uidOf(live), resourceVersion: resourceVersionOf(live) };
}

function notPermitted(
  { entry, ref, live }: SoughtObject,
  { input, uncommitted }: SoughtContext,
): Refusal | undefined {
  const inGit = statedInGit(ref, entry, input.topology);
  if (inGit !== undefined) {
    return {
      message: `${inGit} still states it, and ${placeOf(entry)} asks to delete it: nobody can know which is meant`,
      help: 'take it out of Git, or drop the entry',
    };
  }
  if (entry.target.type === 'object' && entry.uid === undefined) {
    return {
      message: `${placeOf(entry)} does not say which object it means: the one on the hub has UID ${uidOf(live)}`,
      help: `write uid: ${uidOf(live)} into the entry when you are sure that it is this one`,
    };
  }
  if (uncommitted) {
    return {
      message: `${entry.manifest.file} is not committed as it stands: nobody could read later who asked for this, and why`,
      help: 'commit it, then plan again',
    };
  }
  if (isDay(entry.expires)) return undefined;
  return {
    message: `the Removal ${entry.manifest.key.name} has no last day that can be read (${entry.expires ?? 'none'}): it permits nothing`,
    help: 'give it an end, as in expires: 2027-01-31',
  };
}

/** Where Git still has it: `apps/cart.yaml:14`. */
function statedInGit(
  ref: SoughtObject['ref'],
  { target }: RemovalEntry,
  topology: PlannerInput['topology'],
): string | undefined {
  const profile = topology.s3Profiles.find(({ name }) => name === ref.name);
  const place =
    target.type === 's3-profile'
      ? profile?.config.locate(profile.path)
      : topology.byRef.get(refId(ref))?.manifest.locate([]);
  return place === undefined ? undefined : `${place.file}:${place.line}`;
}

/** Lint errors of the document stop all its entries; those of one entry, that one. */
function ownBlocks({ entry, trouble }: SoughtObject, errors: readonly Finding[]): readonly Block[] {
  const { manifest, path } = entry;
  const own = formatPath(path);
  const broken = errors.filter(({ location, path: at }) => {
    if (location.file !== manifest.file || location.document !== manifest.document) return false;
    return at === undefined || !/^spec\.objects\[/.test(at) || at === own || at.startsWith(`${own}.`);
  });
  return [
    ...(trouble === undefined ? [] : [trouble]),
    ...broken.map((finding) => ({
      gate: 'lint',
      message: `${finding.rule}: ${finding.message}`,
      ...(finding.help === undefined ? {} : { help: finding.help }),
    })),
  ];
}
