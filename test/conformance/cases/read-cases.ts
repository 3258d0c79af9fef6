import { expect } from 'vitest';
import { getAt } from '../../../src/model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { type ConformanceCase, failure } from '../conformance-case.ts';
import { versionOf, widget, widgets } from '../widget.ts';

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/** Discovery, lists, selectors, pages, watches, tables. */
export const readCases: readonly ConformanceCase[] = [
  {
    name: 'discovery names groups, versions and resources',
    async run({ api }) {
      const version = await api.send('GET', '/version');
      expect(version.body).toMatchObject({ major: '1', gitVersion: expect.stringMatching(/^v1\.\d+\.\d+/) });
      expect((await api.send('GET', '/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
      const groups = await api.send('GET', '/apis');
      const ramen = { groupVersion: 'ramendr.openshift.io/v1alpha1', version: 'v1alpha1' };
      expect(getAt(groups.body, ['groups'])).toEqual(
        expect.arrayContaining([
          { name: 'ramendr.openshift.io', versions: [ramen], preferredVersion: ramen },
        ]),
      );
      const core = await api.send('GET', '/api/v1');
      expect(getAt(core.body, ['resources'])).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: 'secrets', kind: 'Secret', namespaced: true }),
        ]),
      );
      const own = await api.send('GET', '/apis/conformance.ramen-sync.io/v1');
      expect(own.body).toMatchObject({
        kind: 'APIResourceList',
        groupVersion: 'conformance.ramen-sync.io/v1',
      });
      expect(getAt(own.body, ['resources'])).toEqual([
        expect.objectContaining({
          name: 'widgets',
          singularName: 'widget',
          namespaced: true,
          kind: 'Widget',
          shortNames: ['wdg'],
        }),
        expect.objectContaining({ name: 'widgets/status', namespaced: true, kind: 'Widget' }),
      ]);
    },
  },
  {
    name: 'kube-system tells clusters apart',
    async run({ api }) {
      const { body } = await api.send('GET', '/api/v1/namespaces/kube-system');
      expect(body).toMatchObject({
        status: { phase: 'Active' },
        metadata: { uid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      });
    },
  },
  {
    name: 'lists: all namespaces, selectors by label and by name',
    async run({ api, name }) {
      for (const [suffix, labels] of [
        ['a', { case: name, tier: 'web' }],
        ['b', { case: name, tier: 'db' }],
        ['c', { case: name }],
      ] as const) {
        await api.send('POST', widgets, { body: widget(`${name}-${suffix}`, {}, { labels }) });
      }
      const select = async (query: string): Promise<readonly string[]> => {
        const { body } = await api.send('GET', `/apis/conformance.ramen-sync.io/v1/widgets?${query}`);
        return namesOf(body).map((each) => each.slice(name.length + 1));
      };
      const labels = (text: string): string => `labelSelector=${encodeURIComponent(`case=${name}${text}`)}`;
      expect(await select(labels(''))).toEqual(['a', 'b', 'c']);
      expect(await select(labels(',tier=web'))).toEqual(['a']);
      expect(await select(labels(',tier!=web'))).toEqual(['b', 'c']);
      expect(await select(labels(',tier in (web,db)'))).toEqual(['a', 'b']);
      expect(await select(labels(',tier notin (web)'))).toEqual(['b', 'c']);
      expect(await select(labels(',tier'))).toEqual(['a', 'b']);
      expect(await select(labels(',!tier'))).toEqual(['c']);
      expect(await select(`fieldSelector=metadata.name%3D${name}-b`)).toEqual(['b']);
      expect(failure(await api.send('GET', `${widgets}?fieldSelector=spec.color%3Dred`))).toMatchObject({
        code: 400,
        message: 'field label not supported: spec.color',
      });
      expect((await api.send('GET', `${widgets}?labelSelector=a%3D%3D%3Db`)).status).toBe(400);
    },
  },
  {
    name: 'lists come in pages',
    async run({ api, name }) {
      const namespace = await api.send('POST', '/api/v1/namespaces', { body: { metadata: { name } } });
      expect(namespace.status).toBe(201);
      const path = `/api/v1/namespaces/${name}/configmaps`;
      for (const suffix of ['a', 'b', 'c', 'd', 'e'])
        await api.send('POST', path, { body: { metadata: { name: suffix } } });
      const first = (await api.send('GET', `${path}?limit=2`)).body;
      expect(first).toMatchObject({
        kind: 'ConfigMapList',
        apiVersion: 'v1',
        metadata: { remainingItemCount: 3 },
      });
      expect(namesOf(first)).toEqual(['a', 'b']);
      const second = (await api.send('GET', `${path}?limit=2&continue=${tokenOf(first)}`)).body;
      expect(namesOf(second)).toEqual(['c', 'd']);
      const last = (await api.send('GET', `${path}?limit=2&continue=${tokenOf(second)}`)).body;
      expect(namesOf(last)).toEqual(['e']);
      expect(tokenOf(last)).toBe('');
      expect((await api.send('GET', `${path}?limit=2&continue=nonsense`)).status).toBe(400);
    },
  },
  {
    name: 'all pages show the objects as they were for the first; a token that is too old says how to go on',
    async run({ api, name }) {
      await api.send('POST', '/api/v1/namespaces', { body: { metadata: { name } } });
      const path = `/apis/conformance.ramen-sync.io/v1/namespaces/${name}/widgets`;
      for (const suffix of ['a', 'b', 'c']) await api.send('POST', path, { body: widget(suffix) });
      const first = (await api.send('GET', `${path}?limit=1`)).body;
      await api.send('DELETE', `${path}/b`);
      await api.send('POST', path, { body: widget('d') });
      const rest = (await api.send('GET', `${path}?continue=${tokenOf(first)}`)).body;
      expect(namesOf(rest)).toEqual(['b', 'c']);
      expect(versionOf(rest)).toBe(versionOf(first));
      const token = { ...JSON.parse(Buffer.from(tokenOf(first), 'base64url').toString('utf8')), rv: 1 };
      const old = Buffer.from(JSON.stringify(token), 'utf8').toString('base64url');
      const expired = await api.send('GET', `${path}?limit=9&continue=${old}`);
      expect(failure(expired)).toEqual({
        code: 410,
        reason: 'Expired',
        message: expect.stringMatching(
          /^The provided continue parameter is too old to display a consistent list result\. You can start/,
        ),
      });
      const now = await api.send('GET', `${path}?limit=9&continue=${tokenOf(expired.body)}`);
      expect(namesOf(now.body)).toEqual(['c', 'd']);
      expect(
        failure(await api.send('GET', `${path}?continue=${tokenOf(first)}&resourceVersion=5`)),
      ).toMatchObject({
        code: 400,
        message: 'specifying resource version is not allowed when using continue',
      });
    },
  },
  {
    name: 'a version that the server has not reached is waited for, and not come by',
    async run({ api }) {
      expect(failure(await api.send('GET', `${widgets}?resourceVersion=999999999`))).toMatchObject({
        code: 504,
        reason: 'Timeout',
        message: expect.stringMatching(/^Timeout: Too large resource version: 999999999, current: \d+$/),
      });
      expect(failure(await api.send('GET', `${widgets}?resourceVersionMatch=Exact`))).toMatchObject({
        code: 422,
        message:
          'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      });
    },
  },
  {
    name: 'a watch ends when its time is over',
    async run({ api, name }) {
      const query = `watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3D${name}`;
      expect(await api.watch(`${widgets}?${query}`, 99)).toEqual([]);
    },
  },
  {
    name: 'a watch of initial events says from where it goes on',
    async run({ api }) {
      const query = 'watch=1&timeoutSeconds=1&sendInitialEvents=true';
      expect(failure(await api.send('GET', `${widgets}?${query}`))).toMatchObject({
        code: 422,
        message:
          'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      });
    },
  },
  {
    name: 'a watch from a version tells what came after, in order',
    async run({ api, create, merge, name, path }) {
      const list = await api.send('GET', widgets);
      await create({ color: 'red' });
      await merge('a', { spec: { color: 'blue' } });
      await api.send('DELETE', path);
      const query = `watch=1&timeoutSeconds=20&fieldSelector=metadata.name%3D${name}&resourceVersion=${versionOf(list.body)}`;
      const events = await api.watch(`${widgets}?${query}`, 3);
      expect(events.map((event) => [event.type, getAt(event, ['object', 'spec', 'color'])])).toEqual([
        ['ADDED', 'red'],
        ['MODIFIED', 'blue'],
        ['DELETED', 'blue'],
      ]);
    },
  },
  {
    name: 'a watch without a version begins with what is there',
    async run({ api, create, name }) {
      await create({ color: 'green' });
      const events = await api.watch(
        `${widgets}?watch=1&timeoutSeconds=20&fieldSelector=metadata.name%3D${name}`,
        1,
      );
      expect(events).toMatchObject([
        { type: 'ADDED', object: { metadata: { name }, spec: { color: 'green' } } },
      ]);
    },
  },
  {
    name: 'a watch by label sees objects come and go as their labels change',
    async run({ api, create, merge, name }) {
      const list = await api.send('GET', widgets);
      await create();
      await merge('a', { metadata: { labels: { seen: name } } });
      await merge('a', { spec: { size: 1 } });
      await merge('a', { metadata: { labels: { seen: null } } });
      const query = `watch=1&timeoutSeconds=20&labelSelector=seen%3D${name}&resourceVersion=${versionOf(list.body)}`;
      const events = await api.watch(`${widgets}?${query}`, 3);
      expect(events.map((event) => event.type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    },
  },
  {
    name: 'initial events end with a bookmark',
    async run({ api, create, name }) {
      await create();
      const query =
        'watch=1&timeoutSeconds=20&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
      const events = await api.watch(`${widgets}?${query}&fieldSelector=metadata.name%3D${name}`, 2);
      expect(events).toMatchObject([
        { type: 'ADDED', object: { metadata: { name } } },
        {
          type: 'BOOKMARK',
          object: { kind: 'Widget', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
        },
      ]);
    },
  },
  {
    name: 'bookmarks, for those who ask: after what was there, and shortly before the end',
    async run({ api, create, merge, name }) {
      await create();
      const query = `watch=1&timeoutSeconds=4&fieldSelector=metadata.name%3D${name}`;
      const plain = api.watch(`${widgets}?${query}`, 2);
      let later = '';
      const events = await api.watch(`${widgets}?${query}&allowWatchBookmarks=true`, 3, async (event) => {
        if (getAt(event, ['object', 'metadata', 'annotations']) === undefined) return;
        later = versionOf((await api.send('POST', widgets, { body: widget(`${name}-other`) })).body);
      });
      expect(events.map((event) => event.type)).toEqual(['ADDED', 'BOOKMARK', 'BOOKMARK']);
      const [, first = null, last = null] = events.map((event) => event.object);
      expect(first).toMatchObject({ metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } });
      expect(last).toEqual({
        apiVersion: 'conformance.ramen-sync.io/v1',
        kind: 'Widget',
        metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
      });
      expect(Number(versionOf(last))).toBeGreaterThanOrEqual(Number(later));
      expect(Number(versionOf(first))).toBeLessThan(Number(later));
      await merge('a', { spec: { size: 1 } });
      expect((await plain).map((event) => event.type)).toEqual(['ADDED', 'MODIFIED']);
      const goesOn = await api.watch(`${widgets}?${query}&resourceVersion=${versionOf(last)}`, 1);
      expect(goesOn).toMatchObject([{ type: 'MODIFIED', object: { metadata: { name }, spec: { size: 1 } } }]);
    },
  },
  {
    name: 'a watch from a version that is too old is told so',
    async run({ api }) {
      const events = await api.watch(`${widgets}?watch=1&timeoutSeconds=5&resourceVersion=1`, 1);
      expect(events).toMatchObject([
        { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } },
      ]);
      expect(getAt(events[0] ?? null, ['object', 'message'])).toMatch(
        /^too old resource version: 1 \(\d+\)$/,
      );
    },
  },
  {
    name: "tables show the kind's printer columns",
    async run({ api, create, path, name }) {
      await create({ color: 'red' });
      const body = {
        status: {
          conditions: [
            { type: 'Other', status: 'False' },
            { type: 'Ready', status: 'True' },
          ],
        },
      };
      await api.send('PATCH', `${path}/status`, { type: 'merge', body });
      const table = (await api.send('GET', path, { accept: asTable })).body;
      expect(table).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
      expect(columnsOf(table)).toEqual(['Name', 'Color', 'Ready']);
      expect(getAt(table, ['rows', 0, 'cells'])).toEqual([name, 'red', 'True']);
      expect(getAt(table, ['rows', 0, 'object'])).toMatchObject({
        kind: 'PartialObjectMetadata',
        metadata: { name },
      });
    },
  },
];

function namesOf(list: Json): readonly string[] {
  const items = getAt(list, ['items']);
  return Array.isArray(items)
    ? items.map((item: JsonObject) => String(getAt(item, ['metadata', 'name'])))
    : [];
}

function tokenOf(list: Json): string {
  const token = getAt(list, ['metadata', 'continue']);
  return typeof token === 'string' ? token : '';
}

function columnsOf(table: Json): readonly string[] {
  const columns = getAt(table, ['columnDefinitions']);
  return Array.isArray(columns) ? columns.filter(isObject).map((column) => String(column.name)) : [];
}
