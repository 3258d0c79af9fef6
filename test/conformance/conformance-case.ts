import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { widget, widgets } from './widget.ts';

/**
 * Something that both servers must do alike. The expectations are what a real kube-apiserver answered; a case that fails
 * there is a wrong case, one that fails in the sandbox alone is a bug of the sandbox.
 */
export interface ConformanceCase {
  readonly name: string;
  run(room: CaseRoom): Promise<void>;
}

export interface CaseRoom {
  readonly api: ApiClient;
  /** A name for an object of the case's own. */
  readonly name: string;
  /** Its path, as a widget. */
  readonly path: string;
  create(spec?: JsonObject, metadata?: JsonObject): Promise<Answer>;
  /** Server-side apply as `manager`; `more` is added to the query. */
  apply(manager: string, spec: JsonObject, more?: string, metadata?: JsonObject): Promise<Answer>;
  merge(manager: string, patch: Json): Promise<Answer>;
  get(): Promise<JsonObject>;
}

export function roomFor(api: ApiClient, name: string): CaseRoom {
  const path = `${widgets}/${name}`;
  return {
    api,
    name,
    path,
    create: (spec = {}, metadata = {}) => api.send('POST', widgets, { body: widget(name, spec, metadata) }),
    apply: (manager, spec, more = '', metadata = {}) =>
      api.send('PATCH', `${path}?fieldManager=${manager}${more}`, {
        type: 'apply',
        body: widget(name, spec, metadata),
      }),
    merge: (manager, patch) =>
      api.send('PATCH', `${path}?fieldManager=${manager}`, { type: 'merge', body: patch }),
    async get() {
      const { body } = await api.send('GET', path);
      return isObject(body) ? body : {};
    },
  };
}

/** A failure as tests state it: code, reason, message, and the causes in any order. */
export function failure(answer: Answer): JsonObject {
  const body = isObject(answer.body) ? answer.body : {};
  const details = isObject(body.details) ? body.details : {};
  const causes = Array.isArray(details.causes) ? details.causes : undefined;
  return {
    code: answer.status,
    reason: body.reason ?? null,
    message: body.message ?? null,
    ...(causes === undefined
      ? {}
      : { causes: [...causes].sort((a, b) => (fieldOf(a) < fieldOf(b) ? -1 : 1)) }),
  };
}

/** `manager operation subresource` to its `fieldsV1`. */
export function claimsOf(object: Json): JsonObject {
  const metadata = isObject(object) && isObject(object.metadata) ? object.metadata : {};
  const claims = Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
  return Object.fromEntries(
    claims.filter(isObject).map((claim) => {
      const words = [claim.manager, claim.operation, claim.subresource].filter((word) => word !== undefined);
      return [words.join(' '), claim.fieldsV1 ?? {}];
    }),
  );
}

function fieldOf(cause: Json): string {
  return isObject(cause) ? `${String(cause.field)} ${String(cause.message)}` : '';
}
