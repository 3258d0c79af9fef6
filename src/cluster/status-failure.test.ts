import { describe, expect, it } from 'vitest';
import type { Json } from '../model/json.ts';
import { statusFailure } from './status-failure.ts';

const now = Date.parse('2026-11-21T10:00:00Z');
const identity = { context: 'prod', user: 'ann', renewal: 'log in again' };

function failureOf(code: number, status: Json, secret = false, headers: Record<string, string> = {}) {
  const answer = { status: code, headers, text: JSON.stringify(status) };
  return statusFailure(answer, { verb: 'patch', what: 'drpolicies "p1"', secret }, 'hub', identity, now);
}

function conflict(...causes: readonly (readonly [message: string, field: string])[]): Json {
  const details = {
    causes: causes.map(([message, field]) => ({ reason: 'FieldManagerConflict', message, field })),
  };
  return { reason: 'Conflict', message: 'Apply failed', details };
}

describe('conflicts, in the words of kube-apiserver 1.35', () => {
  it('name manager and field', () => {
    const { error } = failureOf(
      409,
      conflict(
        ['conflict with "kubectl-patch" using ramendr.openshift.io/v1alpha1', '.spec.action'],
        ['conflict with "other"', '.metadata.labels.b'],
        ['conflict with "ramen" with subresource "status" using v1', '.status.conditions'],
        ['conflict with "odd \\"name\\"" using v1', '.spec.groups[name="a"].type'],
      ),
    );
    expect(error.reason).toBe('field-conflict');
    expect(error.conflicts).toEqual([
      { manager: 'other', field: '.metadata.labels.b' },
      { manager: 'kubectl-patch', field: '.spec.action' },
      { manager: 'odd "name"', field: '.spec.groups[name="a"].type' },
      { manager: 'ramen', field: '.status.conditions' },
    ]);
  });

  it('of versions and of creates are other reasons', () => {
    expect(failureOf(409, { reason: 'Conflict', message: 'the object has been modified' }).error.reason).toBe(
      'conflict',
    );
    expect(failureOf(409, { reason: 'AlreadyExists', message: 'it exists' }).error.reason).toBe(
      'already-exists',
    );
  });
});

describe('of a Secret', () => {
  it.each([400, 403, 404, 409, 422, 429, 500, 503, 418])('%i never repeats what the server says', (code) => {
    const causes = [
      { field: 'data[AWS_KEY]', reason: 'FieldValueInvalid', message: 'hunter2' },
      { field: 'hunter2', reason: 'hunter2 is wrong', message: 'hunter2' },
    ];
    const status = {
      message: 'admission webhook "x" denied: hunter2',
      reason: 'Hunter2',
      details: { causes },
    };
    const { error } = failureOf(code, status, true);
    expect(`${error.message} ${JSON.stringify(error.conflicts)}`).not.toMatch(/hunter2/i);
    expect(error.message).toMatch(/^hub did not patch drpolicies "p1": \S/);
  });
});

it('an address loses its user in what a server says of other objects', () => {
  const { error } = failureOf(422, { message: 'denied: "https://admin:hunter2@minio:9000" is no endpoint' });
  expect(error.message).toContain('denied: "https://…@minio:9000" is no endpoint');
});

describe('what cannot be read', () => {
  it.each([
    'failed to create typed patch object (a/s; /v1, Kind=Secret): .data.A: expected string, got &value.valueUnstructured{Value:5}',
    'failed to convert new object (a/s; /v1, Kind=Secret) to proper version: unable to convert unstructured object to /v1, Kind=Secret: error decoding from json: illegal base64 data at input byte 4',
  ])('is no trouble of the server, which would be tried again: %s', (message) => {
    const { error, retry } = failureOf(500, { message }, true);
    expect([error.reason, retry]).toEqual(['invalid', 'never']);
    if (message.includes('base64')) expect(error.message).toContain('a value of data is not base64');
  });
});

describe('refusals', () => {
  it('by RBAC say who may not do what to which resource', () => {
    const message =
      'drpolicies.ramendr.openshift.io is forbidden: User "ci" cannot list resource "drpolicies" in API group "ramendr.openshift.io" at the cluster scope';
    expect(failureOf(403, { reason: 'Forbidden', message }).error.message).toBe(
      'hub: user "ci" (context "prod") may not list drpolicies.ramendr.openshift.io at the cluster scope: grant verb "list" on drpolicies.ramendr.openshift.io by RBAC',
    );
    const path = 'forbidden: User "ci" cannot get path "/version"';
    expect(failureOf(403, { message: path }).error.message).toContain(
      'user "ci" may not get path "/version"',
    );
    const other =
      'secrets "s" is forbidden: unable to create new content in namespace n because it is being terminated';
    expect(failureOf(403, { message: other }).error.message).toContain('being terminated');
  });

  it('of undeclared fields come as 500, and are not tried again', () => {
    const message =
      'failed to create typed patch object (/p1; v1, Kind=DRPolicy): .spec.foo: field not declared in schema';
    const failure = failureOf(500, { message, code: 500 });
    expect(failure.error.reason).toBe('invalid');
    expect(failure.error.message).toContain('.spec.foo: field not declared in schema');
    expect(failure.retry).toBe('never');
  });

  it('of a Secret name fields, never values', () => {
    const causes = [{ reason: 'FieldValueInvalid', message: 'Invalid value: "hunter2"', field: 'data[x]' }];
    const { error } = failureOf(
      422,
      { reason: 'Invalid', message: 'Invalid value: "hunter2"', details: { causes } },
      true,
    );
    expect(error.message).toContain('data[x] (FieldValueInvalid)');
    expect(error.message).not.toContain('hunter2');
  });

  it.each([
    [502, '<html>', 'HTTP 502', 'if-safe'],
    [429, 'Too many requests, please try again later.\n', 'the server asks for patience (429)', 'always'],
  ])('that are no Status at all still say their code: %i', (status, text, words, retry) => {
    const subject = { verb: 'get', what: 'x', secret: false } as const;
    const failure = statusFailure({ status, headers: {}, text }, subject, 'hub', identity, now);
    expect(failure.error.message).toBe(`hub did not get x: ${words}`);
    expect(failure.retry).toBe(retry);
  });

  it('for load say when to come back', () => {
    expect(failureOf(429, {}, false, { 'retry-after': '4' })).toMatchObject({
      retry: 'always',
      afterMs: 4000,
    });
    const time = { 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' };
    expect(failureOf(429, {}, false, time)).toMatchObject({ afterMs: 30_000 });
    expect(failureOf(503, {}, false, { 'retry-after': 'soon' }).afterMs).toBeUndefined();
    expect(failureOf(503, { details: { retryAfterSeconds: 2 } })).toMatchObject({
      retry: 'if-safe',
      afterMs: 2000,
    });
  });
});
