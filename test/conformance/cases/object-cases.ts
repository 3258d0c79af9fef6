import { expect } from 'vitest';
import { isObject, type JsonObject } from '../../../src/model/json.ts';
import { type ConformanceCase, failure } from '../conformance-case.ts';
import { versionOf, widget, widgets } from '../widget.ts';

/** Create, read, replace, patch, delete; what the server keeps count of. */
export const objectCases: readonly ConformanceCase[] = [
  {
    name: 'a create fills in the bookkeeping, drops status, and happens once',
    async run({ api, create, name, get }) {
      const created = await api.send('POST', widgets, { body: { ...widget(name), status: { phase: 'x' } } });
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({
        metadata: {
          generation: 1,
          namespace: 'default',
          uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
          resourceVersion: expect.stringMatching(/^\d+$/),
        },
      });
      expect(await get()).toEqual(created.body);
      expect((await get()).status).toBeUndefined();
      expect(failure(await create())).toEqual({
        code: 409,
        reason: 'AlreadyExists',
        message: `widgets.conformance.ramen-sync.io "${name}" already exists`,
      });
    },
  },
  {
    name: 'generateName makes a name',
    async run({ api, name }) {
      const { metadata: _, ...rest } = widget(name);
      const answer = await api.send('POST', widgets, {
        body: { ...rest, metadata: { generateName: `${name}-` } },
      });
      const made =
        isObject(answer.body) && isObject(answer.body.metadata) ? String(answer.body.metadata.name) : '';
      expect(made).toMatch(new RegExp(`^${name}-[a-z0-9]{5}$`));
    },
  },
  {
    name: 'nothing is created in a namespace that is not there',
    async run({ api, name }) {
      const path = '/apis/conformance.ramen-sync.io/v1/namespaces/not-there/widgets';
      const expected = { code: 404, reason: 'NotFound', message: 'namespaces "not-there" not found' };
      expect(failure(await api.send('POST', path, { body: widget(name) }))).toEqual(expected);
      const applied = await api.send('PATCH', `${path}/${name}?fieldManager=git`, {
        type: 'apply',
        body: widget(name),
      });
      expect(failure(applied)).toEqual(expected);
      const configMap = { metadata: { name }, data: {} };
      expect(
        failure(await api.send('POST', '/api/v1/namespaces/not-there/configmaps', { body: configMap })),
      ).toEqual(expected);
    },
  },
  {
    name: 'what is not there is a 404, what no cluster serves another',
    async run({ api, path, name }) {
      expect(failure(await api.send('GET', path))).toEqual({
        code: 404,
        reason: 'NotFound',
        message: `widgets.conformance.ramen-sync.io "${name}" not found`,
      });
      expect((await api.send('DELETE', path)).status).toBe(404);
      expect((await api.send('PUT', path, { body: widget(name) })).status).toBe(404);
      expect((await api.send('PATCH', path, { type: 'merge', body: {} })).status).toBe(404);
      const none = await api.send('GET', '/apis/conformance.ramen-sync.io/v1/namespaces/default/gadgets');
      expect([none.status, none.body]).toEqual([404, '404 page not found\n']);
      expect((await api.send('GET', '/apis/conformance.ramen-sync.io/v9')).status).toBe(404);
    },
  },
  {
    name: 'a replace needs the current version and keeps status',
    async run({ api, create, path, name, get }) {
      await create({ color: 'red' });
      await api.send('PATCH', `${path}/status`, { type: 'merge', body: { status: { phase: 'on' } } });
      expect(failure(await api.send('PUT', path, { body: widget(name) }))).toMatchObject({
        code: 422,
        message: `widgets.conformance.ramen-sync.io "${name}" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update`,
      });
      expect(
        failure(await api.send('PUT', path, { body: widget(name, {}, { resourceVersion: '1' }) })),
      ).toEqual({
        code: 409,
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on widgets.conformance.ramen-sync.io "${name}": the object has been modified; please apply your changes to the latest version and try again`,
      });
      const body = {
        ...widget(name, { size: 1 }, { resourceVersion: versionOf(await get()) }),
        status: { phase: 'off' },
      };
      expect((await api.send('PUT', path, { body })).status).toBe(200);
      expect(await get()).toMatchObject({ spec: { size: 1, flavour: 'plain' }, status: { phase: 'on' } });
      const wrong = await api.send('PUT', path, { body: widget('other', {}, { resourceVersion: '1' }) });
      expect(failure(wrong)).toMatchObject({
        code: 400,
        message: `the name of the object (other) does not match the name on the URL (${name})`,
      });
    },
  },
  {
    name: 'generation counts changes of spec, not of metadata and status; a write that changes nothing is none',
    async run({ api, create, merge, path, get }) {
      await create({ color: 'red' });
      const count = async (): Promise<unknown> => {
        const { metadata } = await get();
        return isObject(metadata) ? metadata.generation : undefined;
      };
      await merge('a', { metadata: { labels: { x: 'y' } } });
      expect(await count()).toBe(1);
      await api.send('PATCH', `${path}/status`, {
        type: 'merge',
        body: { status: { phase: 'on' }, spec: { color: 'blue' } },
      });
      expect(await count()).toBe(1);
      expect(await get()).toMatchObject({ spec: { color: 'red' }, status: { phase: 'on' } });
      await merge('a', { spec: { color: 'blue' } });
      expect(await count()).toBe(2);
      const before = await get();
      await merge('a', { spec: { color: 'blue' } });
      expect(await get()).toEqual(before);
    },
  },
  {
    name: 'a status write leaves metadata alone',
    async run({ api, create, path, get }) {
      await create();
      const body = { metadata: { labels: { x: 'y' } }, status: { phase: 'on' } };
      expect((await api.send('PATCH', `${path}/status`, { type: 'merge', body })).status).toBe(200);
      const live = await get();
      expect(live.status).toEqual({ phase: 'on' });
      expect(live.metadata).not.toHaveProperty('labels');
    },
  },
  {
    name: 'a status is judged by the schema too',
    async run({ api, create, path, name }) {
      await create();
      const send = (status: JsonObject) =>
        api.send('PATCH', `${path}/status`, { type: 'merge', body: { status } });
      expect(failure(await send({ phase: 5 }))).toMatchObject({
        code: 422,
        message: expect.stringContaining(
          `Widget.conformance.ramen-sync.io "${name}" is invalid: [status.phase: Invalid value: "integer": phase in body must be of type string: "integer"`,
        ),
      });
      expect((await send({ phase: 'on', nope: 1 })).body).toMatchObject({ status: { phase: 'on' } });
    },
  },
  {
    name: 'a JSON patch does all its operations or none',
    async run({ api, create, path, get }) {
      await create({ tags: { a: '1' }, names: ['x', 'z'] });
      const send = (body: readonly JsonObject[]) =>
        api.send('PATCH', path, { type: 'json-patch', body: [...body] });
      const done = await send([
        { op: 'test', path: '/spec/tags/a', value: '1' },
        { op: 'add', path: '/spec/names/1', value: 'y' },
        { op: 'add', path: '/spec/names/-', value: 'end' },
        { op: 'copy', from: '/spec/tags/a', path: '/spec/tags/b' },
        { op: 'move', from: '/spec/tags/a', path: '/spec/tags/c~1d' },
        { op: 'replace', path: '/spec/names/0', value: 'w' },
        { op: 'remove', path: '/spec/flavour' },
      ]);
      expect(done.status).toBe(200);
      expect((await get()).spec).toEqual({
        tags: { b: '1', 'c/d': '1' },
        names: ['w', 'y', 'z', 'end'],
        flavour: 'plain',
      });
      const before = await get();
      const refused = {
        code: 422,
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
      };
      expect(
        failure(
          await send([
            { op: 'add', path: '/spec/size', value: 1 },
            { op: 'test', path: '/metadata/uid', value: 'x' },
          ]),
        ),
      ).toEqual(refused);
      expect(failure(await send([{ op: 'remove', path: '/spec/not-there' }]))).toEqual(refused);
      expect(await get()).toEqual(before);
    },
  },
  {
    name: 'a merge patch merges maps, replaces lists, and null takes away',
    async run({ create, merge, get }) {
      await create({ color: 'red', tags: { a: '1', b: '2' }, names: ['x', 'y'] });
      await merge('a', { spec: { color: null, tags: { a: null, c: '3' }, names: ['z'] } });
      expect((await get()).spec).toEqual({ flavour: 'plain', tags: { b: '2', c: '3' }, names: ['z'] });
    },
  },
  {
    name: 'a patch cannot rename or move an object, or bind it to a stale version',
    async run({ create, merge, name }) {
      await create();
      expect(failure(await merge('a', { metadata: { name: 'other' } }))).toMatchObject({
        code: 400,
        message: `the name of the object (other) does not match the name on the URL (${name})`,
      });
      expect(failure(await merge('a', { metadata: { namespace: 'kube-system' } }))).toMatchObject({
        code: 400,
        message: 'the namespace of the provided object does not match the namespace sent on the request',
      });
      expect(failure(await merge('a', { metadata: { resourceVersion: '1' } }))).toMatchObject({
        code: 409,
        reason: 'Conflict',
      });
    },
  },
  {
    name: 'a delete checks its preconditions',
    async run({ api, create, path, name, get }) {
      await create();
      const { metadata } = await get();
      const { uid, resourceVersion } = isObject(metadata) ? metadata : {};
      const send = (preconditions: JsonObject) => api.send('DELETE', path, { body: { preconditions } });
      const subject = `Operation cannot be fulfilled on Widget.conformance.ramen-sync.io "${name}"`;
      expect(failure(await send({ uid: 'x' }))).toEqual({
        code: 409,
        reason: 'Conflict',
        message: `${subject}: the UID in the precondition (x) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
      });
      expect(failure(await send({ resourceVersion: '1' }))).toEqual({
        code: 409,
        reason: 'Conflict',
        message: `${subject}: the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
      });
      const done = await send({ uid: uid ?? '', resourceVersion: resourceVersion ?? '' });
      expect(done).toMatchObject({
        status: 200,
        body: {
          kind: 'Status',
          status: 'Success',
          details: { name, group: 'conformance.ramen-sync.io', kind: 'widgets', uid },
        },
      });
    },
  },
  {
    name: 'a dry run deletes nothing',
    async run({ api, create, path }) {
      await create();
      expect((await api.send('DELETE', `${path}?dryRun=All`)).status).toBe(200);
      expect((await api.send('GET', path)).status).toBe(200);
    },
  },
  {
    name: 'finalizers keep a deleted object until the last one goes',
    async run({ api, create, merge, path, get }) {
      await create({}, { finalizers: ['test.io/keep'] });
      const marked = await api.send('DELETE', path);
      expect(marked.status).toBe(200);
      expect(marked.body).toMatchObject({
        kind: 'Widget',
        metadata: { deletionTimestamp: expect.any(String), deletionGracePeriodSeconds: 0, generation: 2 },
      });
      const before = await get();
      expect((await api.send('DELETE', path)).status).toBe(200);
      expect(await get()).toEqual(before);
      expect(
        failure(await merge('a', { metadata: { finalizers: ['test.io/keep', 'test.io/more'] } })),
      ).toMatchObject({
        code: 422,
        message: expect.stringContaining(
          'is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"test.io/more"}',
        ),
        causes: [{ field: 'metadata.finalizers' }, { field: 'metadata.finalizers' }],
      });
      expect((await merge('a', { metadata: { finalizers: null } })).status).toBe(200);
      expect((await api.send('GET', path)).status).toBe(404);
    },
  },
  {
    name: 'built-in kinds: namespaces, config maps, secrets, storage classes',
    async run({ api, name }) {
      const namespace = await api.send('POST', '/api/v1/namespaces', { body: { metadata: { name } } });
      expect(namespace.body).toMatchObject({
        metadata: { labels: { 'kubernetes.io/metadata.name': name } },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      });
      const secrets = `/api/v1/namespaces/${name}/secrets`;
      const secret = await api.send('POST', secrets, {
        body: { metadata: { name }, stringData: { key: 'value' } },
      });
      expect(secret.body).toMatchObject({ kind: 'Secret', type: 'Opaque', data: { key: 'dmFsdWU=' } });
      expect(secret.body).not.toHaveProperty('stringData');
      expect(
        failure(await api.send('PATCH', `${secrets}/${name}`, { type: 'merge', body: { type: 'other' } })),
      ).toMatchObject({
        code: 422,
        causes: [{ field: 'type', message: 'Invalid value: "other": field is immutable' }],
      });
      const maps = `/api/v1/namespaces/${name}/configmaps`;
      await api.send('POST', maps, { body: { metadata: { name }, data: { a: '1' } } });
      const replaced = await api.send('PUT', `${maps}/${name}`, {
        body: { metadata: { name }, data: { b: '2' } },
      });
      expect(replaced).toMatchObject({ status: 200, body: { data: { b: '2' } } });
      const strategic = await api.send('PATCH', `${maps}/${name}`, {
        type: 'strategic',
        body: { data: { b: null, c: '3' } },
      });
      expect(strategic.body).toMatchObject({ data: { c: '3' } });
      const classes = '/apis/storage.k8s.io/v1/storageclasses';
      const body = { metadata: { name }, provisioner: 'rbd.csi.ceph.com', parameters: { pool: 'a' } };
      expect((await api.send('POST', classes, { body })).body).toMatchObject({
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'Immediate',
      });
      expect(
        failure(
          await api.send('PATCH', `${classes}/${name}`, {
            type: 'merge',
            body: { parameters: { pool: 'b' } },
          }),
        ),
      ).toMatchObject({
        code: 422,
        message: `StorageClass.storage.k8s.io "${name}" is invalid: parameters: Forbidden: updates to parameters are forbidden.`,
      });
    },
  },
  {
    name: 'a dry run of any write answers as the write would, and writes nothing',
    async run({ api, create, path, name, get }) {
      const made = await api.send('POST', `${widgets}?dryRun=All`, { body: widget(name) });
      expect(made).toMatchObject({ status: 201, body: { metadata: { generation: 1 } } });
      expect(versionOf(made.body)).toBe('');
      await create({ color: 'red' });
      const before = await get();
      const put = widget(name, { color: 'blue' }, { resourceVersion: versionOf(before) });
      for (const answer of [
        await api.send('PUT', `${path}?dryRun=All`, { body: put }),
        await api.send('PATCH', `${path}?dryRun=All`, { type: 'merge', body: { spec: { color: 'blue' } } }),
        await api.send('PATCH', `${path}?dryRun=All`, {
          type: 'json-patch',
          body: [{ op: 'replace', path: '/spec/color', value: 'blue' }],
        }),
      ]) {
        expect(answer).toMatchObject({
          status: 200,
          body: { spec: { color: 'blue' }, metadata: { generation: 2 } },
        });
      }
      expect(await get()).toEqual(before);
    },
  },
  {
    name: 'a delete with a body does not look at the query',
    async run({ api, create, path }) {
      await create();
      expect((await api.send('DELETE', path, { body: { dryRun: ['All'] } })).status).toBe(200);
      expect((await api.send('GET', path)).status).toBe(200);
      expect((await api.send('DELETE', `${path}?dryRun=All`, { body: {} })).status).toBe(200);
      expect((await api.send('GET', path)).status).toBe(404);
    },
  },
  {
    name: 'a patch that makes another kind of an object is refused',
    async run({ api, create, path, name }) {
      await create();
      const send = (at: string, field: string, value: string) =>
        api.send('PATCH', at, { type: 'json-patch', body: [{ op: 'replace', path: `/${field}`, value }] });
      expect(failure(await send(path, 'kind', 'Gadget'))).toMatchObject({
        code: 422,
        message: `Gadget.conformance.ramen-sync.io "${name}" is invalid: kind: Invalid value: "Gadget": must be Widget`,
      });
      const maps = '/api/v1/namespaces/default/configmaps';
      await api.send('POST', maps, { body: { metadata: { name } } });
      expect(failure(await send(`${maps}/${name}`, 'kind', 'Gadget'))).toMatchObject({
        code: 422,
        message: expect.stringMatching(
          / "" is invalid: patch: Invalid value: .*: no kind "Gadget" is registered for version "v1" in scheme /,
        ),
      });
    },
  },
  {
    name: 'a strategic patch of a built-in kind: lists of metadata merge, and directives are obeyed',
    async run({ api, name }) {
      const maps = '/api/v1/namespaces/default/configmaps';
      const metadata = { name, finalizers: ['test.io/b'], labels: { a: '1' } };
      await api.send('POST', maps, { body: { metadata, data: { a: '1', b: '2' } } });
      const send = async (body: JsonObject): Promise<JsonObject> => {
        const { body: found } = await api.send('PATCH', `${maps}/${name}`, { type: 'strategic', body });
        return isObject(found) ? found : {};
      };
      expect((await send({ metadata: { finalizers: ['test.io/a'] } })).metadata).toMatchObject({
        finalizers: ['test.io/a', 'test.io/b'],
      });
      const emptied = await send({
        metadata: { '$deleteFromPrimitiveList/finalizers': ['test.io/a', 'test.io/b'] },
      });
      expect(emptied.metadata).not.toHaveProperty('finalizers');
      expect((await send({ data: { $patch: 'replace', c: '3' } })).data).toEqual({ c: '3' });
    },
  },
];
