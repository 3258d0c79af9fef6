import type { ApplyEvent } from '../../../src/model/apply-event.ts';
import { buildAdoption, heldChanges } from '../../../src/operations/adopt.ts';
import { Engine, type Fate, type PassOptions, type Prepared } from './engine.ts';
import { type Checkout, type Commit, History, type Sight } from './history.ts';
import type { Hub, HubRequest } from './hub.ts';
import { type Docs, readDocs, textOf } from './manifests.ts';
import { type Actor, type Opening, Oracle } from './oracle.ts';
import { act, type Deed, type Means } from './people.ts';
import { RamenActor } from './ramen.ts';
import { clearStage } from './stage.ts';
import { type Doc, groupOf, isSame, type Subject, type SubjectName, subjects } from './subjects.ts';
import { tellWrite } from './tell-write.ts';
import { demand } from './violation.ts';
import { WriteLog } from './write-log.ts';

export type EngineName = 'cli' | 'loop';

/** How an engine goes about a pass. */
export interface Way {
  readonly sight: Sight;
  readonly open: boolean;
  /** Before a pass with the gates closed, Ramen reports: nothing, on the spec as it stands, or on the one before. */
  readonly ramen: 'silent' | 'prompt' | 'late';
  /** `override-live` for an object: as it stands, or in the generation before. */
  readonly override?: { readonly subject: number; readonly outdated: boolean };
}

/** Where an engine's checkout stands, and what was edited in it. */
interface Seat {
  commit: Commit;
  edits: Docs;
}

interface Waiting {
  readonly prepared: Prepared;
  readonly opening: Opening;
}

/** One repository, one hub, everybody who works on them, and the oracle that watches the hub. */
export class World {
  readonly subjects: readonly Subject[];
  readonly history = new History();
  readonly oracle: Oracle;
  readonly ramen: RamenActor;
  readonly seats: Record<EngineName, Seat>;
  readonly waiting: Partial<Record<EngineName, Waiting>> = {};
  main: Commit;
  side: Commit | undefined;
  readonly #engines: Record<EngineName, Engine>;
  readonly #log: WriteLog<Actor>;
  readonly #hub: Hub;

  constructor(hub: Hub, names: readonly SubjectName[]) {
    this.subjects = names.map((name) => subjects[name]);
    this.#hub = hub;
    const docs: Docs = new Map(
      this.subjects.map(({ name, groups }) => [name, { group: groups[0] ?? {}, others: { team: 'red' } }]),
    );
    this.main = this.history.commit(docs);
    this.#log = new WriteLog<Actor>(hub, (write) => this.oracle.see(write));
    this.ramen = new RamenActor((request) => this.#log.send('ramen', request));
    this.oracle = new Oracle(this.history, this.subjects, this.ramen.runsOn);
    const engine = (name: EngineName): Engine =>
      new Engine(
        name,
        (pass, request) => this.#log.send(pass, request),
        (checkout) => this.history.repositoryOf(checkout),
      );
    this.#engines = { cli: engine('cli'), loop: engine('loop') };
    const seat = (): Seat => ({ commit: this.main, edits: new Map() });
    this.seats = { cli: seat(), loop: seat() };
  }

  /** An empty hub; `begun`: Git is applied once. */
  async start(begun: boolean): Promise<void> {
    await clearStage(
      this.#hub,
      this.subjects.map(({ name }) => name),
    );
    if (begun) await this.apply('cli', { sight: 'full', open: true, ramen: 'silent' });
  }

  /** Throws the first violation of a law, if there was one. */
  expectLawful(): void {
    if (this.oracle.violation !== undefined) throw this.oracle.violation;
  }

  /** Every write so far, in words. */
  story(): string {
    return this.#log.writes.map(tellWrite).join('\n  ');
  }

  subject(index: number): Subject {
    const found = this.subjects[index % this.subjects.length];
    if (found === undefined) throw new Error('a world without objects');
    return found;
  }

  /** A commit on main whose object is as `edit` makes it; undefined drops the object from Git. */
  commit(subject: Subject, edit: (doc: Doc | undefined) => Doc | undefined, parent = this.main): Commit {
    const docs = new Map(parent.docs);
    const doc = edit(docs.get(subject.name));
    if (doc === undefined) docs.delete(subject.name);
    else docs.set(subject.name, doc);
    return this.history.commit(docs, parent);
  }

  act(subject: Subject, deed: Deed, means: Means): Promise<void> {
    return act(subject, deed, means, (request) => this.#log.send('person', request));
  }

  checkout(name: EngineName, sight: Sight): Checkout {
    const { commit, edits } = this.seats[name];
    return { commit, sight, docs: new Map([...commit.docs, ...edits]) };
  }

  /** Plans, applies, and looks again. */
  async apply(name: EngineName, way: Way, before?: (request: HubRequest) => Promise<Fate>): Promise<void> {
    await this.plan(name, way, before);
    await this.carryOut(name);
  }

  async plan(name: EngineName, way: Way, before?: (request: HubRequest) => Promise<Fate>): Promise<void> {
    const { sight, open, ramen, override } = way;
    if (!open && ramen !== 'silent')
      for (const subject of this.subjects) await this.ramen.settle(subject, ramen === 'late');
    const options: PassOptions = {
      checkout: this.checkout(name, sight),
      open,
      ...(override === undefined ? {} : { permission: this.#permission(override) }),
      ...(before === undefined ? {} : { before }),
    };
    const opening = this.oracle.open({ ...options, engine: name });
    const prepared = await this.#engines[name].plan(options);
    this.waiting[name] = { prepared, opening };
  }

  /** Applies what was planned, however long ago. */
  async carryOut(name: EngineName): Promise<void> {
    const waiting = this.waiting[name];
    if (waiting === undefined) return;
    delete this.waiting[name];
    const { prepared, opening } = waiting;
    const { pass } = prepared;
    const events = await this.#engines[name].carryOut(prepared);
    this.expectLawful();
    if (pass.before !== undefined || !this.oracle.wasAlone(pass, opening)) return;
    this.oracle.close(pass, opening, events);
    await this.#expectQuiet(name, prepared, events);
  }

  /** Git takes over what is held, in a commit on main, by the edit that the operation makes. */
  async adopt(): Promise<void> {
    this.seats.cli = { commit: this.main, edits: new Map() };
    const { outcome } = await this.#engines.cli.plan({ checkout: this.checkout('cli', 'full'), open: true });
    const held = heldChanges(outcome.result.changes);
    if (held.length === 0) return;
    const docs = new Map(this.main.docs);
    const { files, problems } = await buildAdoption(held, {
      readFile: async (path) => textOf(path, this.main.docs),
    });
    demand(problems.length === 0, `adopt found problems: ${JSON.stringify(problems)}`);
    for (const { after } of files) for (const [name, doc] of readDocs(after)) docs.set(name, doc);
    for (const { change } of held) this.#expectAdopted(subjects[change.object.name as SubjectName], docs);
    this.main = this.history.commit(docs, this.main);
    this.seats.cli = { commit: this.main, edits: new Map() };
  }

  #expectAdopted(subject: Subject, docs: Docs): void {
    const live = this.oracle.live(subject);
    const [was, is] = [this.main.docs.get(subject.name), docs.get(subject.name)];
    demand(
      live !== undefined && isSame(is?.group, groupOf(subject, live)),
      `adopt left ${subject.word} in Git as ${JSON.stringify(is)}`,
    );
    demand(
      isSame(was?.others, is?.others) && was?.hold === is?.hold,
      `adopt changed more of ${subject.word}`,
    );
  }

  /** Straight after a complete apply there is nothing left to write. */
  async #expectQuiet(name: EngineName, { pass }: Prepared, events: readonly ApplyEvent[]): Promise<void> {
    const { outcome } = await this.#engines[name].plan(pass);
    for (const { change, write } of outcome.result.changes) {
      demand(
        write === undefined,
        `a second plan of ${name} wants to write ${change.object.name}: ${JSON.stringify(change)} after ${events.map(({ event }) => event).join(', ')}`,
      );
    }
  }

  #permission({ subject, outdated }: NonNullable<Way['override']>): string {
    const named = this.subject(subject);
    return `${named.word}@${this.oracle.generation(named) - (outdated ? 1 : 0)}`;
  }
}
