import type { Kind } from '../kinds/define-kind.ts';
import { ramenKey } from '../model/annotations.ts';
import { getAt, getString, removeAt, setAt } from '../model/field-path.ts';
import { goDurationSeconds, goSpelling } from '../model/go-duration.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { stepsKey, stepsOf } from './field-set.ts';
import { ourSteps } from './managers.ts';

/** What Git declares, in the words in which the operator would write it back: no update of its own then changes them. */
export function asOperatorSpells(declared: JsonObject, kind: Kind): JsonObject {
  return kind.durations.reduce((object, path) => {
    const text = getString(object, path);
    return text === undefined ? object : setAt(object, path, goSpelling(text));
  }, declared);
}

/**
 * What is to be sent, spelled as it stands on the cluster where that says the same; and notes that the operator keeps on the
 * object for itself as it left them: Git may carry an old copy of them.
 */
export function asLiveSpells(payload: JsonObject, live: LiveObject, kind: Kind): JsonObject {
  const spelled = kind.durations.reduce((object, path) => {
    const [git, now] = [getString(object, path), getString(live, path)];
    return git === undefined || now === undefined || !isSameTime(git, now)
      ? object
      : setAt(object, path, now);
  }, payload);
  const sparing = kind.emptyAsAbsent.reduce(
    (object, path) =>
      saysNothing(getAt(object, path), path, kind) && getAt(live, path) === undefined
        ? removeAt(object, path)
        : object,
    spelled,
  );
  return leaveNotes(sparing, live, kind);
}

/** `dryRun: false`, `failoverCluster: ""`: the same as nothing to the operator, which loses it in its next update. */
export function saysNothing(value: Json | undefined, path: readonly string[], kind: Kind): boolean {
  const isEmpty = value === false || value === '' || (isArray(value) && value.length === 0);
  return isEmpty && kind.emptyAsAbsent.some((other) => other.join('.') === path.join('.'));
}

function isSameTime(a: string, b: string): boolean {
  const time = goDurationSeconds(a);
  return time !== undefined && time === goDurationSeconds(b);
}

/**
 * What Git declares without the notes by which the operator remembers where an application lives and what it did last: a
 * copy in Git tells it of another time, and the operator believes what it finds.
 * Ramen: internal/controller/drplacementcontrol.go, its annotations of a DRPlacementControl.
 */
export function withoutMemory(payload: JsonObject, kind: Kind): JsonObject {
  return notesIn(payload, kind).filter(isMemory).reduce(without, payload);
}

/** Leaving out a note that we own would delete it. */
function leaveNotes(payload: JsonObject, live: LiveObject, kind: Kind): JsonObject {
  const notes = notesIn(payload, kind);
  if (notes.length === 0) return payload;
  const owned = new Set(ourSteps(live).map(stepsKey));
  return notes.reduce((object, path) => {
    const now = getAt(live, path);
    if (owned.has(stepsKey(stepsOf(path)))) return now === undefined ? object : setAt(object, path, now);
    const isOld = now !== undefined && now !== getAt(payload, path);
    return isMemory(path) || isOld ? without(object, path) : object;
  }, payload);
}

/** Those that Git carries, which is seldom any. */
function notesIn(payload: JsonObject, kind: Kind): readonly (readonly string[])[] {
  return kind.controllerOwned.filter((path) => isNote(path) && getAt(payload, path) !== undefined);
}

/** A map of which nothing is left declares nothing either. */
function without(object: JsonObject, path: readonly string[]): JsonObject {
  const rest = removeAt(object, path);
  const above = path.slice(0, -1);
  const map = getAt(rest, above);
  return isObject(map) && Object.keys(map).length === 0 ? removeAt(rest, above) : rest;
}

/** People may set the namespace of the application before Ramen first looks; the rest is Ramen's alone. */
function isNote(path: readonly string[]): boolean {
  const [metadata, part, key] = path;
  return (
    metadata === 'metadata' && (part === 'labels' || part === 'annotations') && key !== ramenKey.appNamespace
  );
}

/** Of its notes the annotations: the labels only mark what it has seen. */
function isMemory(path: readonly string[]): boolean {
  return path[1] === 'annotations';
}
