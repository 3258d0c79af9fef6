import { getAt } from '../../../src/model/field-path.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { Answer } from '../api-client.ts';
import { versionOf } from '../widget.ts';

/** What an answer says, but for times, versions, UIDs, and the order of several reasons, which the server draws. */
export function outcomeOf(answer: Answer, live: Json): JsonObject {
  const { status, warnings } = answer;
  const told = warnings.length === 0 ? {} : { warnings: warnings.map((text) => wordsOf(text)) };
  if (status < 300) return { status, ...told, object: plainObject(answer.body) };
  const body = isObject(answer.body) ? answer.body : { message: answer.body };
  const details = isObject(body.details) ? body.details : {};
  const causes = isArray(details.causes) ? details.causes : [];
  const plain = (text: Json | undefined): string => withoutIdentity(String(text ?? ''), live);
  return {
    status,
    ...told,
    reason: body.reason ?? null,
    message: wordsOf(plain(body.message)),
    details: {
      ...details,
      ...(isArray(details.causes) ? { causes: causes.map((cause) => causeOf(cause, plain)).sort() } : {}),
    },
  };
}

/** An object without what differs between two servers. */
export function plainObject(value: Json): Json {
  if (!isObject(value)) return value;
  if (value.kind === 'Status') return { ...value, details: withoutUid(value.details ?? {}) };
  const { metadata } = value;
  if (!isObject(metadata)) return value;
  const { uid, resourceVersion, creationTimestamp, deletionTimestamp, managedFields, ...rest } = metadata;
  return {
    ...value,
    metadata: {
      ...rest,
      ...isSet({ uid, resourceVersion, creationTimestamp, deletionTimestamp }),
      ...(managedFields === undefined ? {} : { managedFields: claimsOf(managedFields) }),
    },
  };
}

function isSet(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, 'set']])),
  );
}

/** Sorted by more than their times; within an entry every byte counts. */
function claimsOf(managedFields: Json): Json {
  if (!isArray(managedFields)) return managedFields;
  return managedFields
    .map((claim) => {
      const { time, fieldsV1 = null, ...rest } = isObject(claim) ? claim : {};
      return canonicalJson({ ...rest, ...isSet({ time }), fieldsV1: JSON.stringify(fieldsV1) });
    })
    .sort();
}

function withoutUid(details: Json): Json {
  if (!isObject(details)) return details;
  const { uid: _, ...rest } = details;
  return rest;
}

/** The server stops at a field that it does not know, and walks through maps in an order of chance. */
const undeclared = /(?<=Kind=\w+\): )[\s\S]*field not declared in schema[\s\S]*/;

/** One text for one set of words: a server that finds several faults names them in an order of chance. */
function wordsOf(said: string): string {
  const text = said.replace(undeclared, '<some field>: field not declared in schema');
  const isMany = /\[.*, .*\]|\n|", /.test(text);
  return isMany
    ? text
        .split(/[\s,[\]]+/)
        .filter((word) => word !== '')
        .sort()
        .join(' ')
    : text;
}

/** The echo of what was patched: the server's order of fields is that of its types. */
const echo = /(?<=patch: Invalid value: |^Invalid value: )"((?:[^"\\]|\\.)*)"(?=: )/;

/** What cannot be made typed after a strategic patch: in a map the server meets its faults in an order of chance. */
const unconverted =
  /(?<=patch: Invalid value: "map\[.*: |^Invalid value: "map\[.*: )(error decoding from json: .*|cannot (restore|convert) .*|unrecognized type: \w+)$/;

function withoutIdentity(said: string, live: Json): string {
  const text = said
    .replace(/illegal base64 data at input byte \d+/, 'illegal base64 data at input byte <one of several>')
    .replace(unconverted, '<one of its faults>')
    .replace(echo, (quoted) => sortedEcho(JSON.parse(quoted)));
  const uid = getAt(live, ['metadata', 'uid']);
  const version = versionOf(live);
  const named = typeof uid === 'string' ? text.replaceAll(uid, '<uid>') : text;
  const bare =
    version === ''
      ? named
      : named.replaceAll(new RegExp(`(?<=["(])${version}(?=[\\\\")])`, 'g'), '<version>');
  return bare.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>');
}

function sortedEcho(echoed: string): string {
  try {
    const object: Json = JSON.parse(echoed);
    const claims = getAt(object, ['metadata', 'managedFields']);
    return `${canonicalJson(plainObject(object))} with ${isArray(claims) ? claims.length : 'no'} claims`;
  } catch {
    return echoed;
  }
}

function causeOf(cause: Json, plain: (text: Json | undefined) => string): string {
  const { message, ...rest } = isObject(cause) ? cause : {};
  return canonicalJson({ ...rest, message: plain(message) });
}
