import { compareText } from '../model/finding.ts';
import { formatRef, type ObjectRef, refId } from '../model/object-ref.ts';
import type { Block, Notice } from '../model/plan.ts';
import { removalWave, sortByWave } from '../plan/order.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import type { Neighbours } from '../plan/referrers.ts';
import { profilesIn } from '../plan/s3-profile.ts';
import { type RemovalEntry, type RemovalTarget, readRemovals } from '../topology/removals.ts';
import { companionHold } from './companion-hold.ts';
import { judgeSought, type SoughtContext } from './judge-sought.ts';
import { isAmong } from './lineage.ts';
import type { LiveReader } from './live-reader.ts';
import {
  idleBeforehand,
  type Look,
  lookAtRemoval,
  type SoughtObject,
  soughtKind,
  soughtRef,
} from './look-at-removal.ts';
import type { OpenClusters } from './open-clusters.ts';
import type { Planner, PlannerInput } from './planner.ts';
import { readNeighbours } from './read-neighbours.ts';
import { failed, withoutCluster } from './still-change.ts';

export interface PlannedRemovals {
  readonly changes: readonly PlannedChange[];
  /** What stops objects that Git still states, though a Removal asks to delete them: by `refId`. */
  readonly contradictions: ReadonlyMap<string, readonly Block[]>;
  readonly notices: readonly Notice[];
}

export interface RemovalDeps {
  readonly clusters: OpenClusters;
  readonly planner: Planner;
}

/** Plans what Removal documents ask to delete, and is still there. */
export class RemovalPlanner {
  readonly #input: PlannerInput;
  readonly #deps: RemovalDeps;
  readonly #entries: readonly NamedEntry[];
  readonly #asked = new Map<string, number>();

  /** `only`: entries for these objects, as people write them; empty: all. */
  constructor(input: PlannerInput, only: readonly string[], deps: RemovalDeps) {
    this.#input = input;
    this.#deps = deps;
    this.#entries = readRemovals(input.topology)
      .map((entry) => ({ entry, ref: soughtRef(entry.target) }))
      .filter(({ ref }) => only.length === 0 || (ref !== undefined && only.includes(formatRef(ref))));
  }

  /** `stated`: ids of what is planned because Git states it. */
  async plan(stated: ReadonlySet<string>): Promise<PlannedRemovals> {
    const { planner } = this.#deps;
    const looks = await Promise.all(this.#entries.map((named) => this.#look(named, planner.reader('hub'))));
    const sought = eachOnce(looks.flatMap((look) => (look.type === 'sought' ? [look.sought] : [])));
    for (const { ref } of sought) this.#asked.set(ref.kind, (this.#asked.get(ref.kind) ?? 0) + 1);
    const judged = await this.#judgeAll(sought.sort(byRemovalWave), planner.reader('hub'));
    const still = looks.flatMap((look) => (look.type === 'still' ? [look.change] : []));
    const isStated = ({ change }: PlannedChange) => stated.has(refId(change.object));
    return {
      changes: sortByWave([...judged, ...still].filter((planned) => !isStated(planned))),
      contradictions: new Map(
        judged
          .filter(isStated)
          .map(({ change }) => [
            refId(change.object),
            change.blocks.filter(({ gate }) => gate === 'no-removal'),
          ]),
      ),
      notices: looks
        .flatMap((look) => (look.type === 'idle' ? [look.notice] : []))
        .sort((a, b) => compareText(a.text, b.text)),
    };
  }

  /** The same change with fresh reads, and with nothing gone that is still there; `unchanged` where the object is gone. */
  async planAgain(planned: PlannedChange): Promise<PlannedChange> {
    const { newReader } = this.#deps.planner;
    const hub = newReader('hub');
    const id = refId(planned.change.object);
    for (const named of this.#entries.filter(({ ref }) => ref !== undefined && refId(ref) === id)) {
      const look = await this.#look(named, hub);
      if (look.type === 'still') return look.change;
      if (look.type !== 'sought') continue;
      return this.#judge(look.sought, hub, { goesBefore: new Set(), fresh: true });
    }
    const { write: _, ...rest } = planned;
    return { ...rest, change: { ...planned.change, state: 'unchanged', reason: 'it is gone' } };
  }

  async #look({ entry, ref }: NamedEntry, hub: LiveReader | undefined): Promise<Looked> {
    const beforehand = idleBeforehand(entry, this.#input.now);
    if (beforehand !== undefined) return beforehand;
    const { target } = entry;
    if (ref === undefined || target.type === 'unclear') throw new Error('an unclear entry is idle');
    if (hub === undefined)
      return still(withoutCluster(plannable(entry, target, ref), this.#deps.clusters), entry);
    try {
      return await lookAtRemoval(entry, ref, { reader: hub, topology: this.#input.topology });
    } catch (error) {
      return still(failed(plannable(entry, target, ref), error), entry);
    }
  }

  /** In the order in which they go: what is stopped stays, and keeps what it needs. */
  async #judgeAll(sought: readonly SoughtObject[], hub: LiveReader | undefined): Promise<PlannedChange[]> {
    const judged: PlannedChange[] = [];
    const goesBefore = new Set<string>();
    for (const each of sought) {
      const planned = await this.#judge(each, hub, { goesBefore, fresh: false });
      judged.push(planned);
      if (planned.change.state === 'remove') goesBefore.add(refId(each.ref));
    }
    return judged;
  }

  async #judge(
    sought: SoughtObject,
    hub: LiveReader | undefined,
    { goesBefore, fresh }: { readonly goesBefore: ReadonlySet<string>; readonly fresh: boolean },
  ): Promise<PlannedChange> {
    const { ref, live, kind } = sought;
    const { clusters, planner } = this.#deps;
    const neighbours: SoughtContext['neighbours'] =
      hub === undefined
        ? { unreadable: clusters.whyNot('hub') }
        : await readNeighbours(ref, hub, this.#input.topology);
    const isApplication = kind.kind === 'DRPlacementControl';
    return judgeSought(sought, {
      input: this.#input,
      neighbours,
      share: {
        asked: this.#asked.get(ref.kind) ?? 1,
        max: this.#input.config.gates.removals.max,
        ...liveCount(sought, neighbours),
      },
      situation: isApplication ? await planner.situationOf(ref, live, fresh) : undefined,
      companionHold: await companionHold({ ref, object: live }, this.#input.topology, {
        hub,
        now: this.#input.now,
      }),
      uncommitted: isAmong(sought.entry.manifest, planner.git.revision.changed),
      goesBefore,
    });
  }
}

interface NamedEntry {
  readonly entry: RemovalEntry;
  /** Absent where it is not clear what the entry names. */
  readonly ref: ObjectRef | undefined;
}

type Looked = Look | { readonly type: 'still'; readonly change: PlannedChange };

/** A change that only waits or stops stands at the entry too, and in the order of deletions. */
function still(planned: PlannedChange, { manifest, path }: RemovalEntry): Looked {
  const { change } = planned;
  return {
    type: 'still',
    change: {
      ...planned,
      change: { ...change, wave: removalWave(change.wave), location: manifest.locate(path) },
    },
  };
}

function plannable(entry: RemovalEntry, target: RemovalTarget, ref: ObjectRef) {
  return { ref, kind: soughtKind(target), manifest: entry.manifest };
}

function eachOnce(sought: readonly SoughtObject[]): SoughtObject[] {
  return [...new Map(sought.map((each) => [refId(each.ref), each])).values()];
}

function byRemovalWave(a: SoughtObject, b: SoughtObject): number {
  return (
    removalWave(a.kind.wave) - removalWave(b.kind.wave) || compareText(formatRef(a.ref), formatRef(b.ref))
  );
}

/** Of kinds that are listed as a whole anyway. */
function liveCount(
  { ref, entry, live }: SoughtObject,
  neighbours: Neighbours | { readonly unreadable: string },
): { readonly live?: number } {
  if (entry.target.type === 's3-profile') return { live: profilesIn(live).length };
  if ('unreadable' in neighbours) return {};
  const count = neighbours.objects.filter((object) => object.kind === ref.kind).length;
  return count === 0 ? {} : { live: count };
}
