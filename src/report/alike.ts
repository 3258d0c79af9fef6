import { formatRef } from '../model/object-ref.ts';
import type { Block, Change, Consequence, FieldChange } from '../model/plan.ts';

/** What stands for each object's own name in words that hold for all of them. */
export const EACH = '<object>';

/** Changes that say the same of different objects: an outage has forty of them, and nobody reads it forty times. */
export interface Alike {
  /** What holds for all: names are replaced by `EACH`, and what differs is left out. */
  readonly shared: Change;
  /** `own`: what is said of this one alone. */
  readonly members: readonly { readonly change: Change; readonly own: readonly string[] }[];
}

/** Equal for changes that are told in the same words, apart from names, times and figures. */
export function likenessOf(change: Change): string {
  return JSON.stringify([
    change.state,
    change.risk,
    change.object.kind,
    change.object.cluster,
    change.reason,
    change.predicted,
    change.fields.map(({ time: _, coOwners, ...field }) => [field, coOwners?.map(({ manager }) => manager)]),
    change.consequences.map(({ code }) => code),
    change.blocks.map(({ gate, allow }) => [gate, allow === undefined]),
  ]);
}

/** Puts together changes of one likeness. */
export function buildAlike(changes: readonly [Change, ...Change[]]): Alike {
  const [first] = changes;
  const texts = changes.map(textsOf);
  const isShared = (index: number): boolean =>
    texts.every((own) => own[index]?.general === texts[0]?.[index]?.general);
  const sharedAt = (texts[0] ?? []).map((_, index) => isShared(index));
  const general = new Set((texts[0] ?? []).filter((_, index) => sharedAt[index]).map((text) => text.general));
  const timesAreOne = new Set(changes.map(({ fields }) => timesOf(fields).join())).size === 1;
  return {
    shared: {
      ...withoutPlace(first),
      fields: timesAreOne ? first.fields : first.fields.map(withoutTime),
      consequences: first.consequences
        .map((consequence) => generalConsequence(consequence, first))
        .filter(({ text }) => general.has(text)),
      blocks: first.blocks
        .map((block) => generalBlock(block, first))
        .filter(({ message }) => general.has(message)),
    },
    members: changes.map((change, row) => ({
      change,
      own: [
        ...(timesAreOne ? [] : timesOf(change.fields)),
        ...(texts[row] ?? []).filter((_, index) => !sharedAt[index]).map((text) => text.own),
      ],
    })),
  };
}

/** Each sentence of a change, as it is and as it would be said of any object. */
function textsOf(change: Change): readonly { readonly own: string; readonly general: string }[] {
  return [
    ...change.consequences.map((consequence) => ({
      own: consequence.text,
      general: generalConsequence(consequence, change).text,
    })),
    ...change.blocks.map((block) => ({
      own: `${block.gate}: ${block.message}`,
      general: generalBlock(block, change).message,
    })),
  ];
}

function generalConsequence(consequence: Consequence, change: Change): Consequence {
  return { ...consequence, text: inGeneral(consequence.text, change) };
}

function generalBlock(block: Block, change: Change): Block {
  return {
    ...block,
    message: inGeneral(block.message, change),
    ...(block.help === undefined ? {} : { help: inGeneral(block.help, change) }),
    ...(block.allow === undefined ? {} : { allow: inGeneral(block.allow, change) }),
  };
}

function inGeneral(text: string, { object }: Change): string {
  const short = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  return [formatRef(object), short, JSON.stringify(object.name)].reduce(
    (general, name) => general.replaceAll(name, EACH),
    text,
  );
}

/** The times of a change's fields, each once. */
function timesOf(fields: readonly FieldChange[]): readonly string[] {
  return [...new Set(fields.flatMap(({ time }) => time ?? []))];
}

function withoutTime({ time: _, ...field }: FieldChange): FieldChange {
  return field;
}

function withoutPlace({ location: _, ...change }: Change): Change {
  return change;
}
