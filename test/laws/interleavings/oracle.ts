import type { ApplyEvent } from '../../../src/model/apply-event.ts';
import { getAt, getString } from '../../../src/model/field-path.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Pass } from './engine.ts';
import type { History } from './history.ts';
import { judgeBase } from './judge-base.ts';
import { judgeFields } from './judge-fields.ts';
import { judgeMove } from './judge-move.ts';
import { judgeRequest } from './judge-request.ts';
import { agree, isCalm, isDirty, isGitsWord, type Memory, newMemory } from './memory.ts';
import { groupOf, isSame, objectPath, type Subject, type SubjectName } from './subjects.ts';
import { demand } from './violation.ts';
import type { Write } from './write-log.ts';

export type Actor = 'person' | 'ramen' | Pass;

/** What an engine's pass found when it began. */
export interface Opening {
  readonly calm: ReadonlySet<SubjectName>;
  readonly overridden: ReadonlySet<SubjectName>;
  readonly foreignWrites: number;
}

/** Judges every write that the server saw by what people, commits and permissions meant. */
export class Oracle {
  readonly #history: History;
  readonly #subjects: ReadonlyMap<string, Subject>;
  readonly #memories = new Map<SubjectName, Memory>();
  readonly #live = new Map<SubjectName, JsonObject>();
  readonly #runsOn: ReadonlyMap<string, string>;
  #writes = 0;
  readonly #writesOf = new Map<Pass, number>();

  constructor(history: History, subjects: readonly Subject[], runsOn: ReadonlyMap<string, string>) {
    this.#history = history;
    this.#subjects = new Map(subjects.map((subject) => [objectPath(subject), subject]));
    this.#runsOn = runsOn;
  }

  /** The first law that was broken. Engines take what is thrown at them for trouble of the hub, so it is kept here. */
  violation: unknown;

  /** Called with each request that could change something, in the order of the server. */
  see(write: Write<Actor>): void {
    try {
      this.#judge(write);
    } catch (error) {
      this.violation ??= error;
    }
  }

  #judge(write: Write<Actor>): void {
    const { actor, before, after } = write;
    this.#writes += 1;
    const subject = this.#subjects.get(write.path.replace(/\/status$/, ''));
    if (typeof actor === 'string') {
      if (subject !== undefined) this.#seePerson(subject, before, after);
      return;
    }
    this.#writesOf.set(actor, (this.#writesOf.get(actor) ?? 0) + 1);
    judgeRequest(write, actor);
    demand(subject !== undefined, `${actor.engine} wrote to ${write.path}, which Git does not have`);
    if (write.code < 300) this.#seeEngine(subject, write, actor);
  }

  live(subject: Subject): JsonObject | undefined {
    return this.#live.get(subject.name);
  }

  generation(subject: Subject): number {
    return Number(getAt(this.#live.get(subject.name), ['metadata', 'generation']) ?? 0);
  }

  open(pass: Pass): Opening {
    const names = [...this.#subjects.values()];
    return {
      calm: new Set(names.filter((subject) => this.#isCalm(subject, pass)).map(({ name }) => name)),
      overridden: new Set(
        names
          .filter((subject) => pass.permission === `${subject.word}@${this.generation(subject)}`)
          .map(({ name }) => name),
      ),
      foreignWrites: this.#foreign(pass),
    };
  }

  /** Nobody else has written since. */
  wasAlone(pass: Pass, opening: Opening): boolean {
    return this.#foreign(pass) === opening.foreignWrites;
  }

  /** A pass that nobody disturbed has ended: what Git may have, it must have by now. */
  close(pass: Pass, opening: Opening, events: readonly ApplyEvent[]): void {
    for (const event of events) {
      demand(event.event !== 'failed', `${pass.engine} failed at ${event.object.name}: ${event.message}`);
    }
    for (const subject of this.#subjects.values()) {
      const doc = pass.checkout.docs.get(subject.name);
      const live = this.#live.get(subject.name);
      const memory = this.#memories.get(subject.name);
      const change = pass.changes?.find(({ object }) => object.name === subject.name);
      if (doc === undefined || live === undefined || memory === undefined || isFrozen(live, doc)) continue;
      const group = groupOf(subject, live);
      if (
        change?.state === 'unchanged' &&
        isSame(group, doc.group) &&
        isGitsWord(memory, pass, subject, live)
      )
        agree(memory, pass, group);
      // What the server itself refuses is nobody's to carry out.
      if (!pass.open || change?.blocks.some(({ gate }) => gate === 'server-refuses') === true) continue;
      if (opening.calm.has(subject.name) || opening.overridden.has(subject.name)) {
        demand(
          isSame(group, doc.group),
          `Git alone has moved ${subject.word}, or was allowed to, and every gate is open, but ${show(group)} stayed instead of ${show(doc.group)}; the plan was ${show(change)}`,
        );
      }
      for (const [key, value] of Object.entries(doc.others)) {
        const path = subject.others[key]?.path ?? [];
        demand(
          isSame(getAt(live, path), value),
          `${path.join('.')} of ${subject.word} is ${show(getAt(live, path))} after the apply of ${show(value)}`,
        );
      }
    }
  }

  #seePerson(subject: Subject, before: JsonObject | undefined, after: JsonObject | undefined): void {
    this.#keep(subject, after);
    if (after === undefined) {
      this.#memories.delete(subject.name);
      return;
    }
    const now = groupOf(subject, after);
    if (before === undefined) {
      this.#memories.set(subject.name, { ...newMemory(uidOf(after)), hand: now, murky: true });
      return;
    }
    const memory = this.#memoryOf(subject, before);
    if (baseOf(before) !== undefined && baseOf(after) === undefined) {
      delete memory.agreed;
      memory.applied.clear();
      memory.wroteAt.clear();
      memory.murky = true;
    }
    if (isSame(groupOf(subject, before), now)) return;
    // Put back to what was agreed last, a hand has left no trace.
    if (memory.agreed !== undefined && isSame(memory.agreed, now)) delete memory.hand;
    else memory.hand = now;
  }

  #seeEngine(subject: Subject, write: Write<Actor>, pass: Pass): void {
    const { before, after } = write;
    const doc = pass.checkout.docs.get(subject.name);
    demand(after !== undefined, `${pass.engine} deleted ${subject.word}`);
    demand(doc !== undefined, `${pass.engine} wrote ${subject.word}, which is not in its Git`);
    judgeFields({ subject, doc, pass, before, after, isRelease: isRelease(write) });
    this.#keep(subject, after);
    const group = groupOf(subject, after);
    if (before === undefined) {
      const memory = newMemory(uidOf(after));
      this.#memories.set(subject.name, memory);
      this.#noteWrite(memory, subject, pass);
      memory.uncommitted = isDirty(pass, subject);
      memory.agreed = group;
      if (!memory.uncommitted) agree(memory, pass, group);
      return;
    }
    const memory = this.#memoryOf(subject, before);
    demand(!isFrozen(before, doc), `${pass.engine} wrote to ${subject.word}, which is on hold`);
    const allowed = pass.permission === `${subject.word}@${getAt(before, ['metadata', 'generation'])}`;
    const moved = !isSame(groupOf(subject, before), group);
    if (moved) {
      judgeMove({
        subject,
        doc,
        pass,
        memory,
        before,
        after,
        allowed,
        runsOn: this.#runsOn.get(subject.name),
      });
    }
    judgeBase({ subject, pass, before, after, allowed, history: this.#history });
    if (isRelease(write)) return;
    if (moved && allowed) {
      // A person has said that this checkout is right: what was applied before does not count against it.
      memory.applied.clear();
      memory.wroteAt.clear();
      delete memory.hand;
      memory.murky = false;
      memory.agreed = group;
      memory.uncommitted = isDirty(pass, subject);
      if (!memory.uncommitted && pass.checkout.sight !== 'none') memory.applied.add(pass.checkout.commit);
    }
    const isWord = isGitsWord(memory, pass, subject, after);
    this.#noteWrite(memory, subject, pass);
    if (!isSame(group, doc.group)) return;
    if (isWord) agree(memory, pass, group);
    else if (moved || memory.agreed === undefined) {
      memory.agreed ??= group;
      memory.uncommitted ||= isDirty(pass, subject);
    }
  }

  #noteWrite(memory: Memory, subject: Subject, { checkout, ...pass }: Pass): void {
    const { sight, commit } = checkout;
    if (sight !== 'none') memory.wroteAt.add(commit);
    if (sight === 'shallow' || isDirty({ ...pass, checkout }, subject)) memory.murky = true;
  }

  #isCalm(subject: Subject, pass: Pass): boolean {
    const memory = this.#memories.get(subject.name);
    const live = this.#live.get(subject.name);
    return memory !== undefined && live !== undefined && isCalm(memory, groupOf(subject, live), pass);
  }

  #memoryOf(subject: Subject, before: JsonObject): Memory {
    const memory = this.#memories.get(subject.name);
    if (memory === undefined || memory.uid !== uidOf(before)) throw new Error(`no memory of ${subject.word}`);
    return memory;
  }

  #keep(subject: Subject, object: JsonObject | undefined): void {
    if (object === undefined) this.#live.delete(subject.name);
    else this.#live.set(subject.name, object);
  }

  #foreign(pass: Pass): number {
    return this.#writes - (this.#writesOf.get(pass) ?? 0);
  }
}

function isFrozen(live: JsonObject, doc: { readonly hold?: true }): boolean {
  return (
    doc.hold === true || getString(live, ['metadata', 'annotations', 'ramen-sync.io/hold']) !== undefined
  );
}

/** The patch that takes others' claims out, and nothing else. */
function isRelease({ type }: Write<Actor>): boolean {
  return type === 'application/json-patch+json';
}

function baseOf(object: JsonObject): string | undefined {
  return getString(object, ['metadata', 'annotations', 'ramen-sync.io/applied']);
}

function uidOf(object: JsonObject): string {
  return getString(object, ['metadata', 'uid']) ?? '';
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
