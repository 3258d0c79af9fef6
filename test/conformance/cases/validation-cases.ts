import { expect } from 'vitest';
import { type ConformanceCase, failure } from '../conformance-case.ts';
import { widget, widgets } from '../widget.ts';

const policies = '/apis/ramendr.openshift.io/v1alpha1/drpolicies';

function policy(name: string, spec: object) {
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRPolicy',
    metadata: { name },
    spec: { ...spec },
  };
}

/** Unknown fields, schemas, rules, options, media types: what is refused, and in which words. */
export const validationCases: readonly ConformanceCase[] = [
  {
    name: 'unknown fields: Strict refuses, Warn (the default) tells, Ignore drops',
    async run({ api, name, path, get }) {
      const body = { ...widget(name, { nope: 1, parts: [{ name: 'a', bad: true }] }), extra: 1 };
      expect(failure(await api.send('POST', `${widgets}?fieldValidation=Strict`, { body }))).toMatchObject({
        code: 400,
        reason: 'BadRequest',
        message: expect.stringMatching(
          /^Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "/,
        ),
      });
      const warned = await api.send('POST', widgets, { body: widget(name, { nope: 1 }) });
      expect(warned).toMatchObject({ status: 201, warnings: ['299 - "unknown field \\"spec.nope\\""'] });
      expect((await get()).spec).toEqual({ flavour: 'plain' });
      const ignored = await api.send('PATCH', `${path}?fieldValidation=Ignore`, {
        type: 'merge',
        body: { spec: { nope: 1 } },
      });
      expect(ignored).toMatchObject({ status: 200, warnings: [] });
      const strict = await api.send('PATCH', `${path}?fieldValidation=Strict`, {
        type: 'merge',
        body: { spec: { nope: 1 } },
      });
      expect(failure(strict)).toMatchObject({
        code: 422,
        reason: 'Invalid',
        message: expect.stringMatching(
          /^ "" is invalid: patch: Invalid value: "\{.*strict decoding error: unknown field "spec.nope"$/,
        ),
        causes: [{ field: 'patch' }],
      });
    },
  },
  {
    name: 'values are judged by type, enum, bounds and pattern',
    async run({ create, name }) {
      const answer = failure(await create({ color: 'pink', size: 12, pattern: 'ABCDEFG' }));
      expect(answer).toMatchObject({ code: 422, reason: 'Invalid' });
      expect(answer.message).toContain(`Widget.conformance.ramen-sync.io "${name}" is invalid: [`);
      expect(answer.causes).toEqual(
        expect.arrayContaining([
          {
            reason: 'FieldValueNotSupported',
            field: 'spec.color',
            message: 'Unsupported value: "pink": supported values: "red", "green", "blue"',
          },
          {
            reason: 'FieldValueInvalid',
            field: 'spec.size',
            message: 'Invalid value: 12: spec.size in body should be less than or equal to 9',
          },
          {
            reason: 'FieldValueTooLong',
            field: 'spec.pattern',
            message: 'Too long: may not be more than 5 bytes',
          },
        ]),
      );
      expect(failure(await create({ size: 'big' }))).toMatchObject({
        code: 422,
        causes: [
          {
            reason: 'FieldValueInvalid',
            field: '<nil>',
            message:
              'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
          },
          {
            reason: 'FieldValueTypeInvalid',
            field: 'spec.size',
            message: 'Invalid value: "string": spec.size in body must be of type integer: "string"',
          },
        ],
      });
      expect(failure(await create({ parts: [{ weight: 1 }] }))).toMatchObject({
        code: 422,
        causes: [{}, { field: 'spec.parts[0].name', message: 'Required value' }],
      });
      expect(failure(await create({ parts: [{ name: 'a' }, { name: 'a' }] }))).toMatchObject({
        code: 422,
        causes: [
          { reason: 'FieldValueDuplicate', field: 'spec.parts[1]', message: 'Duplicate value: {"name":"a"}' },
        ],
      });
    },
  },
  {
    name: 'null: dropped where the field has a default, kept where it is nullable, gone elsewhere',
    async run({ create, get, merge }) {
      expect((await create({ flavour: null, maybe: null, color: null, inner: { a: null } })).status).toBe(
        201,
      );
      expect((await get()).spec).toEqual({ flavour: 'plain', maybe: null, inner: {} });
      expect((await merge('a', { spec: { maybe: 'x' } })).status).toBe(200);
    },
  },
  {
    name: 'rules in CEL, with and without the old object',
    async run({ create, merge, name }) {
      expect(failure(await create({ size: 7 }))).toMatchObject({
        code: 422,
        causes: [{ field: 'spec', message: 'Invalid value: seven is not a size' }],
      });
      expect((await create({ fixed: 'a' })).status).toBe(201);
      expect(failure(await merge('a', { spec: { fixed: 'b' } }))).toEqual({
        code: 422,
        reason: 'Invalid',
        message: `Widget.conformance.ramen-sync.io "${name}" is invalid: spec.fixed: Invalid value: "b": fixed is immutable`,
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "b": fixed is immutable',
            field: 'spec.fixed',
          },
        ],
      });
    },
  },
  {
    name: 'names and labels',
    async run({ api, create }) {
      const named = await api.send('POST', widgets, { body: widget('Not_A_Name') });
      expect(failure(named)).toMatchObject({
        code: 422,
        causes: [
          {
            field: 'metadata.name',
            message: expect.stringContaining(
              'Invalid value: "Not_A_Name": a lowercase RFC 1123 subdomain must consist of',
            ),
          },
        ],
      });
      const { metadata: _, ...unnamed } = widget('x');
      expect(failure(await api.send('POST', widgets, { body: { ...unnamed, metadata: {} } }))).toMatchObject({
        code: 422,
        causes: [
          { field: '<nil>' },
          { field: 'metadata.name', message: 'Required value: name or generateName is required' },
        ],
      });
      expect(failure(await create({}, { labels: { a: 'not a label' } }))).toMatchObject({
        code: 422,
        causes: [
          {
            field: 'metadata.labels',
            message: expect.stringContaining('Invalid value: "not a label": a valid label must be'),
          },
        ],
      });
    },
  },
  {
    name: "a DRPolicy is judged as Ramen's CRD says",
    async run({ api, name }) {
      expect(
        failure(
          await api.send('POST', policies, {
            body: policy(name, { drClusters: ['a'], schedulingInterval: '5x' }),
          }),
        ),
      ).toMatchObject({
        code: 422,
        causes: [
          { field: 'spec.drClusters', message: 'Invalid value: drClusters requires a list of 2 clusters' },
          {
            field: 'spec.schedulingInterval',
            message: 'Invalid value: "5x": spec.schedulingInterval in body should match \'^(|\\d+[mhd])$\'',
          },
        ],
      });
      const body = policy(name, { drClusters: ['a', 'b'], schedulingInterval: '5m' });
      expect((await api.send('POST', policies, { body })).body).toMatchObject({
        spec: { replicationClassSelector: {}, volumeSnapshotClassSelector: {} },
      });
      const changed = await api.send('PATCH', `${policies}/${name}`, {
        type: 'merge',
        body: { spec: { schedulingInterval: '6m' } },
      });
      expect(failure(changed)).toMatchObject({
        code: 422,
        message: `DRPolicy.ramendr.openshift.io "${name}" is invalid: spec.schedulingInterval: Invalid value: "6m": schedulingInterval is immutable`,
      });
    },
  },
  {
    name: 'options with unknown values, and force where it is not for',
    async run({ api, create, path, name }) {
      await create();
      const body = widget(name);
      expect(failure(await api.send('POST', `${widgets}?dryRun=yes`, { body }))).toMatchObject({
        code: 422,
        message:
          'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["yes"]: supported values: "All"',
      });
      expect(failure(await api.send('POST', `${widgets}?fieldValidation=strict`, { body }))).toMatchObject({
        code: 422,
        message:
          'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "strict": supported values: "", "Ignore", "Strict", "Warn"',
      });
      expect(
        failure(await api.send('PATCH', `${path}?force=true`, { type: 'merge', body: {} })),
      ).toMatchObject({
        code: 422,
        message:
          'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
      });
    },
  },
  {
    name: 'media types, methods and callers that are not served',
    async run({ api, create, path }) {
      await create();
      const strategic = await api.send('PATCH', path, { type: 'strategic', body: {} });
      expect(failure(strategic)).toMatchObject({
        code: 415,
        reason: 'UnsupportedMediaType',
        message: expect.stringContaining(
          'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
        ),
      });
      expect((await api.send('POST', widgets, { type: 'text', body: 'x' })).status).toBe(415);
      expect(failure(await api.send('GET', path, { accept: 'text/html' }))).toMatchObject({
        code: 406,
        reason: 'NotAcceptable',
      });
      expect(failure(await api.send('DELETE', `${path}/status`))).toMatchObject({
        code: 405,
        reason: 'MethodNotAllowed',
        message: 'delete is not supported on resources of kind "widgets.conformance.ramen-sync.io"',
      });
      expect(failure(await api.send('GET', path, { token: 'wrong' }))).toEqual({
        code: 401,
        reason: 'Unauthorized',
        message: 'Unauthorized',
      });
    },
  },
  {
    name: 'bodies that are no object of this kind',
    async run({ api, name }) {
      expect((await api.send('POST', widgets, { body: '{' })).status).toBe(400);
      const other = await api.send('POST', widgets, { body: { ...widget(name), kind: 'Gadget' } });
      expect(failure(other)).toMatchObject({
        code: 422,
        causes: [{ field: 'kind', message: 'Invalid value: "Gadget": must be Widget' }],
      });
      const elsewhere = await api.send('POST', widgets, {
        body: widget(name, {}, { namespace: 'kube-system' }),
      });
      expect(failure(elsewhere)).toMatchObject({
        code: 400,
        message: 'the namespace of the provided object does not match the namespace sent on the request',
      });
      const versioned = await api.send('POST', widgets, { body: widget(name, {}, { resourceVersion: '5' }) });
      expect(failure(versioned)).toMatchObject({
        code: 500,
        message: 'resourceVersion should not be set on objects to be created',
      });
    },
  },
];
