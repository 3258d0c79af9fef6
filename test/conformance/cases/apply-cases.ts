import { expect } from 'vitest';
import { isObject } from '../../../src/model/json.ts';
import { type ConformanceCase, claimsOf, failure } from '../conformance-case.ts';
import { versionOf, widget, widgets } from '../widget.ts';

/** Server-side apply: who owns what, who may change what. */
export const applyCases: readonly ConformanceCase[] = [
  {
    name: 'who applies equal values only is given no time',
    async run({ apply, get }) {
      await apply('git', { color: 'red' });
      await apply('hand', { color: 'red' });
      const { metadata } = await get();
      const entries =
        isObject(metadata) && Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
      const times = entries.map((entry) => [entry.manager, Object.hasOwn(entry, 'time')]);
      expect(Object.fromEntries(times)).toEqual({ git: true, hand: false });
    },
  },
  {
    name: 'an item goes whole with the only one who claims it, and with what others wrote into it',
    async run({ apply, merge, get }) {
      await apply('git', { parts: [{ name: 'p' }, { name: 'q' }] });
      await merge('hand', { spec: { parts: [{ name: 'p' }, { name: 'q', weight: 2 }] } });
      expect((await apply('git', { parts: [{ name: 'p' }] })).status).toBe(200);
      expect((await get()).spec).toMatchObject({ parts: [{ name: 'p' }] });
      expect(Object.keys(claimsOf(await get()))).toEqual(['git Apply']);
    },
  },
  {
    name: 'an apply creates, and claims exactly what it states',
    async run({ apply, get }) {
      const spec = {
        color: 'red',
        tags: { a: '1' },
        names: ['n'],
        words: ['w'],
        parts: [{ name: 'p', weight: 1 }],
        selector: { matchLabels: { x: 'y' } },
        inner: {},
        open: { deep: { list: [1] } },
      };
      expect((await apply('git', spec)).status).toBe(201);
      const live = await get();
      expect(live.spec).toEqual({
        ...spec,
        flavour: 'plain',
        parts: [{ name: 'p', weight: 1, kind: 'bolt' }],
      });
      expect(claimsOf(live)).toEqual({
        'git Apply': {
          'f:spec': {
            'f:color': {},
            'f:inner': {},
            'f:names': {},
            'f:open': { 'f:deep': { '.': {}, 'f:list': {} } },
            'f:parts': { 'k:{"name":"p"}': { '.': {}, 'f:name': {}, 'f:weight': {} } },
            'f:selector': {},
            'f:tags': { 'f:a': {} },
            'f:words': { 'v:"w"': {} },
          },
        },
      });
    },
  },
  {
    name: 'an apply that changes nothing writes nothing',
    async run({ apply, get }) {
      await apply('git', { color: 'red' });
      const before = await get();
      expect((await apply('git', { color: 'red' })).status).toBe(200);
      expect(await get()).toEqual(before);
    },
  },
  {
    name: "changing another manager's field is a conflict that names manager and field",
    async run({ apply, create }) {
      await create({ color: 'red', parts: [{ name: 'p', weight: 1 }] });
      expect(failure(await apply('git', { color: 'blue' }))).toEqual({
        code: 409,
        reason: 'Conflict',
        message:
          'Apply failed with 1 conflict: conflict with "conformance" using conformance.ramen-sync.io/v1: .spec.color',
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "conformance" using conformance.ramen-sync.io/v1',
            field: '.spec.color',
          },
        ],
      });
      expect(failure(await apply('git', { color: 'blue', parts: [{ name: 'p', weight: 2 }] }))).toMatchObject(
        {
          message:
            'Apply failed with 2 conflicts: conflicts with "conformance" using conformance.ramen-sync.io/v1:\n- .spec.color\n- .spec.parts[name="p"].weight',
          causes: [{ field: '.spec.color' }, { field: '.spec.parts[name="p"].weight' }],
        },
      );
    },
  },
  {
    name: 'a conflict with an applier does not name a version',
    async run({ apply }) {
      await apply('one', { color: 'red' });
      expect(failure(await apply('two', { color: 'blue' }))).toMatchObject({
        code: 409,
        message: 'Apply failed with 1 conflict: conflict with "one": .spec.color',
      });
    },
  },
  {
    name: 'force takes the field away from its owner',
    async run({ apply, get }) {
      await apply('one', { color: 'red', size: 1 });
      expect((await apply('two', { color: 'blue' }, '&force=true')).status).toBe(200);
      expect(claimsOf(await get())).toEqual({
        'one Apply': { 'f:spec': { 'f:size': {} } },
        'two Apply': { 'f:spec': { 'f:color': {} } },
      });
    },
  },
  {
    name: 'an equal value is owned together; what one leaves out stays while the other claims it',
    async run({ apply, get }) {
      await apply('one', { color: 'red' });
      expect((await apply('two', { color: 'red', size: 1 })).status).toBe(200);
      expect((await apply('two', { size: 1 })).status).toBe(200);
      expect((await get()).spec).toMatchObject({ color: 'red', size: 1 });
      expect((await apply('one', {})).status).toBe(200);
      expect((await get()).spec).toEqual({ flavour: 'plain', size: 1 });
    },
  },
  {
    name: 'a field that its only owner leaves out is removed; items of list-maps and sets too',
    async run({ apply, get }) {
      await apply('one', {
        color: 'red',
        parts: [{ name: 'a' }, { name: 'b' }],
        words: ['x', 'y'],
        tags: { k: '1', l: '2' },
      });
      await apply('two', { parts: [{ name: 'c' }], words: ['z'] });
      await apply('one', { parts: [{ name: 'b' }], words: ['y'], tags: { l: '2' } });
      expect((await get()).spec).toEqual({
        flavour: 'plain',
        parts: [
          { name: 'b', kind: 'bolt' },
          { name: 'c', kind: 'bolt' },
        ],
        words: ['y', 'z'],
        tags: { l: '2' },
      });
    },
  },
  {
    name: "a claim taken out by a JSON patch lets the other owner's removal through",
    async run({ api, apply, merge, get, path }) {
      await apply('git', { color: 'red', size: 1 });
      await merge('kubectl-patch', { spec: { color: 'blue' } });
      await apply('git', { color: 'blue', size: 1 });
      const live = await get();
      const claims = isObject(live.metadata) ? live.metadata.managedFields : undefined;
      const kept = Array.isArray(claims)
        ? claims.filter((claim) => isObject(claim) && claim.manager === 'git')
        : [];
      const patched = await api.send('PATCH', `${path}?fieldManager=git`, {
        type: 'json-patch',
        body: [
          { op: 'test', path: '/metadata/resourceVersion', value: versionOf(live) },
          { op: 'replace', path: '/metadata/managedFields', value: kept },
        ],
      });
      expect(patched.status).toBe(200);
      const after = await get();
      expect(after.metadata).toMatchObject({
        generation: isObject(live.metadata) ? live.metadata.generation : 0,
      });
      expect(versionOf(after)).not.toBe(versionOf(live));
      await apply('git', { size: 1 });
      expect((await get()).spec).toEqual({ flavour: 'plain', size: 1 });
    },
  },
  {
    name: 'resourceVersion "1" creates what is absent and refuses what exists; a stale one is refused',
    async run({ apply, get, merge }) {
      expect((await apply('git', { color: 'red' }, '', { resourceVersion: '1' })).status).toBe(201);
      expect(failure(await apply('git', { color: 'blue' }, '', { resourceVersion: '1' }))).toMatchObject({
        code: 409,
        reason: 'Conflict',
        message: expect.stringContaining(
          'the object has been modified; please apply your changes to the latest version',
        ),
      });
      const version = versionOf(await get());
      await merge('someone', { spec: { size: 1 } });
      expect((await apply('git', { color: 'blue' }, '', { resourceVersion: version })).status).toBe(409);
      expect(
        (await apply('git', { color: 'blue' }, '', { resourceVersion: versionOf(await get()) })).status,
      ).toBe(200);
    },
  },
  {
    name: "another manager's field is reported before a stale version",
    async run({ apply, create }) {
      await create({ color: 'red' });
      const answer = failure(await apply('git', { color: 'blue' }, '', { resourceVersion: '1' }));
      expect(answer).toMatchObject({ code: 409, causes: [{ reason: 'FieldManagerConflict' }] });
    },
  },
  {
    name: 'a UID that is not there is refused',
    async run({ apply, create, name }) {
      const uid = '00000000-0000-0000-0000-000000000000';
      expect(failure(await apply('git', {}, '', { uid }))).toMatchObject({
        code: 409,
        message: `Operation cannot be fulfilled on widgets.conformance.ramen-sync.io "${name}": uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      });
      await create();
      expect(failure(await apply('git', {}, '', { uid }))).toMatchObject({
        code: 422,
        causes: [{ field: 'metadata.uid', message: `Invalid value: "${uid}": field is immutable` }, {}],
      });
    },
  },
  {
    name: 'a dry run answers as the write would, and writes nothing',
    async run({ apply, get, api, path }) {
      const created = await apply('git', { color: 'red' }, '&dryRun=All');
      expect(created.status).toBe(201);
      expect((await api.send('GET', path)).status).toBe(404);
      await apply('git', { color: 'red' });
      const before = await get();
      const changed = await apply('git', { color: 'blue' }, '&dryRun=All');
      expect(changed.body).toMatchObject({ spec: { color: 'blue' }, metadata: { generation: 2 } });
      expect(versionOf(changed.body)).toBe(versionOf(before));
      expect(await get()).toEqual(before);
    },
  },
  {
    name: 'an undeclared field or a wrong type in an apply is a 500 with the path',
    async run({ apply, name }) {
      const subject = `failed to create typed patch object (default/${name}; conformance.ramen-sync.io/v1, Kind=Widget)`;
      expect(
        failure(await apply('git', { nope: 1 }, '&fieldValidation=Strict', { namespace: 'default' })),
      ).toEqual({
        code: 500,
        reason: null,
        message: `${subject}: .spec.nope: field not declared in schema`,
      });
      expect(failure(await apply('git', { color: 5 }, '', { namespace: 'default' }))).toMatchObject({
        code: 500,
        message: `${subject}: .spec.color: expected string, got &value.valueUnstructured{Value:5}`,
      });
      expect(failure(await apply('git', { size: 'big' }, '', { namespace: 'default' }))).toMatchObject({
        code: 500,
        message: `${subject}: .spec.size: expected numeric (int or float), got string`,
      });
      expect(
        failure(await apply('git', { parts: [{ name: 'a' }, { name: 'a' }] }, '', { namespace: 'default' })),
      ).toMatchObject({
        code: 500,
        message: `${subject}: .spec.parts: duplicate entries for key [name="a"]`,
      });
    },
  },
  {
    name: 'an apply is checked against the schema like any write',
    async run({ apply, name }) {
      expect(failure(await apply('git', { color: 'pink' }))).toMatchObject({
        code: 422,
        reason: 'Invalid',
        message: expect.stringContaining(
          `Widget.conformance.ramen-sync.io "${name}" is invalid: [spec.color: Unsupported value: "pink": supported values: "red", "green", "blue", `,
        ),
      });
      const none = failure(await apply('git', { color: null }));
      expect(none).toMatchObject({ code: 422 });
      expect(none.causes).toContainEqual(
        expect.objectContaining({ field: 'spec.color', reason: 'FieldValueTypeInvalid' }),
      );
      expect((await apply('git', { flavour: null, maybe: null })).body).toMatchObject({
        spec: { flavour: 'plain', maybe: null },
      });
    },
  },
  {
    name: 'an apply needs a manager, the right kind and name, and no managedFields',
    async run({ api, apply, path, name }) {
      const body = widget(name);
      expect(failure(await api.send('PATCH', path, { type: 'apply', body }))).toMatchObject({
        code: 422,
        message:
          'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      });
      const send = (changed: object) =>
        api.send('PATCH', `${path}?fieldManager=git`, { type: 'apply', body: { ...body, ...changed } });
      expect(failure(await send({ kind: 'Gadget' }))).toMatchObject({
        code: 400,
        message: 'invalid object type: conformance.ramen-sync.io/v1, Kind=Gadget',
      });
      expect(failure(await send({ metadata: { name: 'other' } }))).toMatchObject({
        code: 400,
        message: `the name of the object (other) does not match the name on the URL (${name})`,
      });
      expect(failure(await apply('git', {}, '', { managedFields: [] }))).toMatchObject({
        code: 400,
        message: 'metadata.managedFields must be nil',
      });
    },
  },
  {
    name: 'YAML is taken, and a key that stands twice is refused by strict validation',
    async run({ api, path, name }) {
      const yaml = `apiVersion: conformance.ramen-sync.io/v1\nkind: Widget\nmetadata:\n  name: ${name}\nspec:\n  color: red\n`;
      expect(
        (await api.send('PATCH', `${path}?fieldManager=git`, { type: 'apply', body: yaml })).status,
      ).toBe(201);
      const twice = await api.send('PATCH', `${path}?fieldManager=git&fieldValidation=Strict`, {
        type: 'apply',
        body: `${yaml}  color: red\n`,
      });
      expect(failure(twice)).toMatchObject({
        code: 400,
        message: expect.stringContaining('error strict decoding YAML: '),
      });
    },
  },
  {
    name: 'labels and annotations are owned key by key',
    async run({ apply, merge, get }) {
      await apply('git', {}, '', { labels: { a: '1', b: '2' }, annotations: { x: 'y' } });
      await merge('hand', { metadata: { labels: { a: '9', c: '3' } } });
      expect(claimsOf(await get())).toEqual({
        'git Apply': {
          'f:metadata': { 'f:annotations': { 'f:x': {} }, 'f:labels': { 'f:b': {} } },
          'f:spec': {},
        },
        'hand Update': { 'f:metadata': { 'f:labels': { 'f:a': {}, 'f:c': {} } } },
      });
      expect((await apply('git', {}, '', { labels: { b: '2' } })).status).toBe(200);
      expect((await get()).metadata).toMatchObject({ labels: { a: '9', b: '2', c: '3' } });
    },
  },
  {
    name: 'the manager of other writes is fieldManager, else the user agent up to the slash',
    async run({ api, path, create, get }) {
      await create({ color: 'red' });
      await api.send('PATCH', path, {
        type: 'merge',
        body: { spec: { size: 1 } },
        userAgent: 'operator/v1 (linux)',
      });
      expect(claimsOf(await get())).toEqual({
        'conformance Update': { 'f:spec': { '.': {}, 'f:color': {}, 'f:flavour': {} } },
        'operator Update': { 'f:spec': { 'f:size': {} } },
      });
    },
  },
  {
    name: 'an object without claims gets "before-first-apply"',
    async run({ api, create, path, apply, get }) {
      await create({ color: 'red' });
      await api.send('PATCH', path, {
        type: 'json-patch',
        body: [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }],
      });
      expect(claimsOf(await get())).toEqual({});
      expect(failure(await apply('git', { color: 'blue' }))).toMatchObject({
        code: 409,
        causes: [{ message: 'conflict with "before-first-apply" using conformance.ramen-sync.io/v1' }],
      });
    },
  },
  {
    name: 'more than ten updaters are folded into one',
    async run({ create, merge, get }) {
      await create();
      for (const each of 'defghijklmn') await merge(each, { metadata: { labels: { [each]: 'x' } } });
      const claims = claimsOf(await get());
      expect(Object.keys(claims)).toEqual(
        ['ancient-changes', ...'fghijklmn'].map((each) => `${each} Update`),
      );
      expect(claims['ancient-changes Update']).toEqual({
        'f:metadata': { 'f:labels': { '.': {}, 'f:d': {}, 'f:e': {} } },
        'f:spec': { '.': {}, 'f:flavour': {} },
      });
    },
  },
  {
    name: 'an apply of status claims status alone',
    async run({ api, create, path, name, get }) {
      await create({ color: 'red' });
      const { spec: _, ...bare } = widget(name);
      const body = { ...bare, status: { phase: 'on' } };
      expect(
        (await api.send('PATCH', `${path}/status?fieldManager=op`, { type: 'apply', body })).status,
      ).toBe(200);
      expect(claimsOf(await get())).toMatchObject({ 'op Apply status': { 'f:status': { 'f:phase': {} } } });
      const missing = await api.send('PATCH', `${widgets}/not-there/status?fieldManager=op`, {
        type: 'apply',
        body: { ...body, metadata: { name: 'not-there' } },
      });
      expect(missing.status).toBe(404);
    },
  },
  {
    name: 'an atomic map or list is one field: whoever changes it takes it whole',
    async run({ apply, get }) {
      await apply('one', { selector: { matchLabels: { a: '1' } }, names: ['x', 'y'] });
      const answer = failure(await apply('two', { selector: { matchLabels: { b: '2' } }, names: ['x'] }));
      expect(answer).toMatchObject({
        code: 409,
        message: 'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.names\n- .spec.selector',
      });
      await apply('two', { selector: { matchLabels: { b: '2' } }, names: ['x'] }, '&force=true');
      expect((await get()).spec).toEqual({
        flavour: 'plain',
        selector: { matchLabels: { b: '2' } },
        names: ['x'],
      });
      expect(Object.keys(claimsOf(await get()))).toEqual(['two Apply']);
    },
  },
  {
    name: 'an item of a set is shared, and stays while one of its owners states it',
    async run({ apply, get }) {
      await apply('one', { words: ['a', 'b'] });
      await apply('two', { words: ['b', 'c'] });
      await apply('one', { words: ['a'] });
      expect((await get()).spec).toMatchObject({ words: ['a', 'b', 'c'] });
      await apply('two', { words: ['c'] });
      expect((await get()).spec).toMatchObject({ words: ['a', 'c'] });
    },
  },
  {
    name: 'a map whose last key goes, while another claims the map, becomes a null, which the schema may refuse',
    async run({ apply, get, name }) {
      await apply('one', { inner: { a: 'x' }, tags: { k: '1' } });
      expect((await apply('one', { inner: { a: 'x' } })).status).toBe(200);
      expect((await get()).spec).not.toHaveProperty('tags');
      await apply('two', { inner: {} });
      expect(failure(await apply('one', {}))).toMatchObject({
        code: 422,
        message: expect.stringContaining(
          `Widget.conformance.ramen-sync.io "${name}" is invalid: [spec.inner: Invalid value: "null": spec.inner in body must be of type object: "null", `,
        ),
      });
    },
  },
  {
    name: 'a status apply may state metadata; it claims it, and changes nothing of it',
    async run({ api, create, path, name, get }) {
      await create();
      const { spec: _, ...bare } = widget(name, {}, { labels: { a: '1' } });
      const body = { ...bare, status: { phase: 'on' } };
      await api.send('PATCH', `${path}/status?fieldManager=op`, { type: 'apply', body });
      const live = await get();
      expect(live.metadata).not.toHaveProperty('labels');
      expect(claimsOf(live)).toMatchObject({
        'op Apply status': { 'f:metadata': { 'f:labels': { 'f:a': {} } }, 'f:status': { 'f:phase': {} } },
      });
    },
  },
];
