import { annotation, ramenKey } from '../../model/annotations.ts';
import { getAt, getString, removeAt, setAt } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals, parseJson } from '../../model/json.ts';
import { annotationOf, type LiveObject } from '../../model/live-object.ts';
import { maskConfigValue } from '../../plan/ramen-config/mask-config.ts';
import type { SecretMask } from '../../plan/secret-mask.ts';
import { dumpYaml } from '../../yaml/dump-yaml.ts';
import { parseText } from '../../yaml/parse-text.ts';

/** Stands for a value that a snapshot does not hold: neither the value nor a digest of it. */
export const WITHHELD = '(withheld)';

export const withholding: SecretMask = { mask: () => WITHHELD };

const lastApplied = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'];
export const configText = ['data', ramenKey.configKey] as const;

/** A live object as a snapshot may hold it. */
export function withhold(object: LiveObject): LiveObject {
  const noted = getAt(object, lastApplied) === undefined ? object : setAt(object, lastApplied, WITHHELD);
  if (noted.apiVersion === 'v1' && noted.kind === 'Secret') return withoutValues(noted);
  if (noted.apiVersion === 'v1' && noted.kind === 'ConfigMap') return withoutSecretsInText(noted);
  if (noted.kind === 'ManifestWork') return withGroupsOnly(noted);
  return noted.kind === 'ManagedClusterView' ? withGroupOnly(noted) : noted;
}

function withoutValues(secret: LiveObject): LiveObject {
  const { data, stringData: _, ...rest } = secret;
  if (!isObject(data)) return rest;
  return { ...rest, data: Object.fromEntries(Object.keys(data).map((key) => [key, WITHHELD])) };
}

/** No secret belongs into Ramen's configuration, but people put some. Our note's digest is of all it says, so it goes with one. */
function withoutSecretsInText(configMap: LiveObject): LiveObject {
  const { data } = configMap;
  if (!isObject(data)) return configMap;
  const texts = Object.entries(data).map(([key, value]) => ({ key, ...shownText(key, value) }));
  const shown = { ...configMap, data: Object.fromEntries(texts.map(({ key, text }) => [key, text])) };
  return texts.some(({ hasSecret }) => hasSecret) ? withoutDigest(shown) : shown;
}

function shownText(key: string, value: Json): { readonly text: Json; readonly hasSecret: boolean } {
  if (key !== ramenKey.configKey || typeof value !== 'string') {
    const text = maskConfigValue([key], value, withholding);
    return { text, hasSecret: !jsonEquals(text, value) };
  }
  const { value: document, error } = parseText(value);
  // A text that does not parse cannot be told apart into secrets and others: what is kept does not parse either.
  if (error !== undefined) return { text: `{ ${WITHHELD}`, hasSecret: true };
  if (document === undefined) return { text: '', hasSecret: false };
  const shown = maskConfigValue([], document, withholding);
  // Comments do not travel either.
  return { text: dumpYaml(shown), hasSecret: !jsonEquals(shown, document) };
}

function withoutDigest(object: LiveObject): LiveObject {
  const note = parseJson(annotationOf(object, annotation.applied) ?? '');
  if (!isObject(note)) return object;
  return setAt(
    object,
    ['metadata', 'annotations', annotation.applied],
    JSON.stringify(removeAt(note, ['digest'])),
  );
}

/** An order to a managed cluster may carry Secrets; plans ask for VolumeReplicationGroups only. */
function withGroupsOnly(work: LiveObject): LiveObject {
  const { status: _, ...rest } = work;
  const manifests = getAt(work, ['spec', 'workload', 'manifests']);
  const groups = isArray(manifests) ? manifests.filter(isGroup) : [];
  return { ...rest, spec: { workload: { manifests: groups } } };
}

/** A view shows any object of a managed cluster. */
function withGroupOnly(view: LiveObject): LiveObject {
  return isGroup(getAt(view, ['status', 'result']) ?? null) ? view : removeAt(view, ['status', 'result']);
}

function isGroup(value: Json): value is JsonObject {
  return getString(value, ['kind']) === 'VolumeReplicationGroup';
}
