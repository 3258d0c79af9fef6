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
  return kind.controllerOwned.filter(isMemory).reduce(without, payload);
}

/** Leaving out a note that we own would delete it. */
function leaveNotes(payload: JsonObject, live: LiveObject, kind: Kind): JsonObject {
  const owned = new Set(ourSteps(live).map(stepsKey));
  return kind.controllerOwned.filter(isNote).reduce((object, path) => {
    const [git, now] = [getAt(object, path), getAt(live, path)];
    if (git === undefined) return object;
    const isOurs = owned.has(stepsKey(stepsOf(path)));
    if (isMemory(path) && !isOurs) return without(object, path);
    if (now === undefined || git === now) return object;
    return isOurs ? setAt(object, path, now) : without(object, path);
  }, payload);
}

/** A map of which nothing is left declares nothing either. */
function without(object: JsonObject, path: readonly string[]): JsonObject {
  if (getAt(object, path) === undefined) return object;
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

/** Ramen's annotations, where the labels only mark what it has seen. */
function isMemory(path: readonly string[]): boolean {
  return isNote(path) && path[1] === 'annotations';
}
