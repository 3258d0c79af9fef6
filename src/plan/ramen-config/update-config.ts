import { annotation } from '../../model/annotations.ts';
import { formatPath, getString } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { annotationOf, type LiveObject } from '../../model/live-object.ts';
import { type Block, type FieldChange, type Risk, worstRisk } from '../../model/plan.ts';
import { parseText } from '../../yaml/parse-text.ts';
import { type Base, readBase } from '../base.ts';
import { judgedOf } from '../conclude.ts';
import { gateInput, refusals } from '../judge.ts';
import { freshBase, nextBaseText } from '../next-base.ts';
import { type ConfigInput, digestOf, type PlannedConfig, textOfGit, textPath } from './config-input.ts';
import { configNotes } from './config-notes.ts';
import { type ConfigPart, divideConfig } from './config-parts.ts';
import { maskConfigValue } from './mask-config.ts';
import { type MergedText, mergeText } from './merge-text.ts';
import { changesAround } from './object-parts.ts';
import { patchConfig } from './patch-config.ts';

/**
 * Plans the change of a ConfigMap that is there. Without `text` there is nothing in it, and Git's own text goes in as a whole.
 */
export function updateConfig(
  input: ConfigInput,
  live: LiveObject,
  text: string | undefined,
  value: JsonObject,
): PlannedConfig {
  const { desired, document, before } = input;
  const base = readBase(live);
  const memory = {
    base,
    before: before === undefined ? undefined : configIn(before),
    isUnmoved: base?.digest === digestOf(input),
  };
  const divided = divideConfig(document.value, value, document.role, memory);
  const around = changesAround(desired.declared, live, base === undefined ? undefined : before);
  const judged = judgeParts(input, live, divided.parts, text === undefined);
  const passing = judged.filter(({ blocks }) => blocks.length === 0).map(({ part }) => part);
  const settings = [...passing.flatMap(({ changes }) => changes), ...divided.lost];
  const isTextWritten = passing.length > 0;
  const merged: MergedText | undefined = !isTextWritten
    ? undefined
    : text === undefined
      ? { text: textOfGit(input), value: document.value, isRewritten: false }
      : mergeText(text, value, settings);
  const blocks = judged.flatMap((each) => each.blocks);
  const baseText = blocks.length > 0 ? undefined : nextBase(input, live, base);
  const isWritten = isTextWritten || around.length > 0 || baseText !== undefined;
  const state = isWritten ? 'update' : blocks.length > 0 ? 'blocked' : 'unchanged';
  const risks = [...judged.map(({ part }) => part.risk), ...around.map((): Risk => 'reversible')];
  const fields = [
    ...judged.flatMap((each) =>
      each.fields.map((field) =>
        each.blocks.length > 0 && state === 'update' ? { ...field, blocked: true as const } : field,
      ),
    ),
    ...around.map(({ path, ...rest }) => ({ path: formatPath(path), ...rest })),
  ];
  return {
    change: {
      object: desired.ref,
      state,
      wave: desired.kind.wave,
      ...(state === 'unchanged' ? {} : { risk: worstRisk(risks) }),
      location: desired.manifest.locate([]),
      judged: judgedOf(live),
      ...(state !== 'update' || fields.length > 0
        ? {}
        : {
            reason:
              base === undefined
                ? 'takes equal values under management'
                : 'notes what Git and cluster agree on',
          }),
      fields,
      consequences: configNotes(divided, settings, merged),
      blocks,
    },
    ...(isWritten
      ? { write: { type: 'patch', operations: patchConfig(live, merged?.text, around, baseText) } }
      : {}),
  };
}

interface JudgedPart {
  readonly part: ConfigPart;
  readonly fields: readonly FieldChange[];
  readonly blocks: readonly Block[];
}

/** Where the text is empty there is nothing that a part could break, and a text with half of them would. */
function judgeParts(
  input: ConfigInput,
  live: LiveObject,
  parts: readonly ConfigPart[],
  isWhole: boolean,
): readonly JudgedPart[] {
  const { desired, judging } = input;
  return parts.map((part) => {
    const fields = part.changes.map((change) => fieldOf(change, input));
    const risk = isWhole ? 'reversible' : part.risk;
    const gated = gateInput({
      desired,
      live,
      wanted: live,
      name: `${partName(part)} of ${desired.ref.namespace ?? ''}/${desired.ref.name}`,
      risk,
      fields,
      ...(isWhole ? {} : { config: part }),
      context: judging,
    });
    return { part: { ...part, risk }, fields, blocks: refusals(gated, fields, judging) };
  });
}

function partName({ section, profile }: ConfigPart): string {
  return profile === undefined ? section : `S3 profile ${profile}`;
}

function fieldOf(
  { path, live, git, origin }: ConfigPart['changes'][number],
  { secrets }: ConfigInput,
): FieldChange {
  return {
    path: `${formatPath(textPath)}:${formatPath(path)}`,
    ...(live === undefined ? {} : { live: maskConfigValue(path, live, secrets) }),
    git: maskConfigValue(path, git, secrets),
    origin,
  };
}

function configIn(object: JsonObject): JsonObject | undefined {
  if (object.kind !== 'ConfigMap') return object;
  const text = getString(object, textPath);
  const value = text === undefined ? undefined : parseText(text).value;
  return isObject(value) ? value : undefined;
}

/** The base to write; undefined where the one on the cluster says the same. */
function nextBase(input: ConfigInput, live: LiveObject, base: Base | undefined): string | undefined {
  const { desired, context } = input;
  const kept = annotationOf(live, annotation.applied);
  const next = nextBaseText({
    base,
    kept,
    fresh: freshBase(desired.ours, digestOf(input)),
    lineage: context.lineage,
    ours: desired.ours,
    held: false,
    overridden: false,
    overtakes: false,
  });
  return next === kept ? undefined : next;
}
