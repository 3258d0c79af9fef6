import { expect } from 'vitest';
import { getAt } from '../../../src/model/field-path.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { ApiClient } from '../api-client.ts';
import { type CaseRoom, type ConformanceCase, failure } from '../conformance-case.ts';
import { widget, widgets } from '../widget.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const group = 'conformance.ramen-sync.io';

/** Who may do what: roles, their bindings, and the question what one may. */
export const accessCases: readonly ConformanceCase[] = [
  {
    name: 'who has no role is refused every verb, and told which',
    async run({ api, name, path }) {
      const words = (verb: string, resource = 'widgets', subject = `"${name}" `): JsonObject => ({
        code: 403,
        reason: 'Forbidden',
        message: `widgets.${group} ${subject}is forbidden: User "${name}" cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "default"`,
      });
      const ask = async (
        method: string,
        at: string,
        body?: Json,
        type: 'json' | 'merge' | 'apply' = 'json',
      ) => failure(await api.send(method, at, { as: name, type, ...(body === undefined ? {} : { body }) }));
      expect(await ask('GET', path)).toEqual(words('get'));
      expect(await ask('GET', widgets)).toEqual(words('list', 'widgets', ''));
      expect(await ask('GET', `${widgets}?watch=1`)).toEqual(words('watch', 'widgets', ''));
      expect(await ask('GET', `${widgets}?fieldSelector=metadata.name%3D${name}`)).toEqual(words('list'));
      expect(await ask('POST', widgets, widget(name))).toEqual(words('create', 'widgets', ''));
      expect(await ask('PUT', path, widget(name))).toEqual(words('update'));
      expect(await ask('PATCH', path, {}, 'merge')).toEqual(words('patch'));
      expect(await ask('PATCH', `${path}/status`, {}, 'merge')).toEqual(words('patch', 'widgets/status'));
      expect(await ask('DELETE', path)).toEqual(words('delete'));
      expect(await ask('DELETE', widgets)).toEqual(words('deletecollection', 'widgets', ''));
      expect(failure(await api.send('GET', '/api/v1/namespaces/default', { as: name }))).toMatchObject({
        message: `namespaces "default" is forbidden: User "${name}" cannot get resource "namespaces" in API group "" in the namespace "default"`,
      });
      expect(failure(await api.send('GET', '/api/v1/namespaces', { as: name }))).toMatchObject({
        message: `namespaces is forbidden: User "${name}" cannot list resource "namespaces" in API group "" at the cluster scope`,
      });
      expect((await api.send('GET', '/apis', { as: name })).status).toBe(200);
    },
  },
  {
    name: 'a role allows its verbs in its namespace; an apply that creates needs both',
    async run(room) {
      const { api, name, path } = room;
      await grant(room, 'Role', [{ apiGroups: [group], resources: ['widgets'], verbs: ['patch', 'get'] }]);
      const apply = () =>
        api.send('PATCH', `${path}?fieldManager=git`, { as: name, type: 'apply', body: widget(name) });
      expect(failure(await apply())).toMatchObject({
        code: 403,
        message: `widgets.${group} "${name}" is forbidden: User "${name}" cannot create resource "widgets" in API group "${group}" in the namespace "default"`,
      });
      await room.create();
      expect((await apply()).status).toBe(200);
      expect((await api.send('GET', path, { as: name })).status).toBe(200);
      expect((await api.send('DELETE', path, { as: name })).status).toBe(403);
      expect((await api.send('PATCH', `${path}/status`, { as: name, type: 'merge', body: {} })).status).toBe(
        403,
      );
    },
  },
  {
    name: 'a role of the cluster allows everywhere; names in it are the only ones',
    async run(room) {
      const { api, name } = room;
      await grant(room, 'ClusterRole', [
        { apiGroups: ['*'], resources: ['*'], verbs: ['list'] },
        { apiGroups: [group], resources: ['widgets/status'], resourceNames: [name], verbs: ['patch'] },
      ]);
      await room.create();
      expect((await api.send('GET', `/apis/${group}/v1/widgets`, { as: name })).status).toBe(200);
      expect((await api.send('GET', '/api/v1/namespaces', { as: name })).status).toBe(200);
      const patch = (object: string) =>
        api.send('PATCH', `${widgets}/${object}/status`, { as: name, type: 'merge', body: {} });
      expect((await patch(name)).status).toBe(200);
      expect((await patch('another')).status).toBe(403);
    },
  },
  {
    name: 'everybody may ask what they may, and is told by whose leave',
    async run(room) {
      const { api, name } = room;
      await grant(room, 'Role', [{ apiGroups: [group], resources: ['widgets'], verbs: ['patch'] }]);
      const ask = async (resourceAttributes: JsonObject, as = name): Promise<Json | undefined> => {
        const body = review({ resourceAttributes });
        const answer = await api.send('POST', reviews, { as, body });
        expect(answer.status).toBe(201);
        return getAt(answer.body, ['status']);
      };
      const attributes = { group, resource: 'widgets', verb: 'patch', namespace: 'default' };
      expect(await ask(attributes)).toEqual({
        allowed: true,
        reason: `RBAC: allowed by RoleBinding "${name}/default" of Role "${name}" to User "${name}"`,
      });
      expect(await ask({ ...attributes, verb: 'delete' })).toEqual({ allowed: false });
      expect(await ask({ ...attributes, namespace: 'kube-system' })).toEqual({ allowed: false });
      const own = await api.send('POST', reviews, { body: review({ resourceAttributes: attributes }) });
      expect(getAt(own.body, ['status'])).toEqual({ allowed: true });
      expect(failure(await api.send('POST', reviews, { body: review({}) }))).toMatchObject({
        code: 422,
        message:
          '.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
      });
      expect(failure(await api.send('GET', reviews))).toEqual({
        code: 405,
        reason: 'MethodNotAllowed',
        message: 'the server does not allow this method on the requested resource',
      });
      const who = await api.send('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        as: name,
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      });
      expect(getAt(who.body, ['status', 'userInfo'])).toEqual({
        username: name,
        groups: ['system:authenticated'],
      });
    },
  },
];

function review(spec: JsonObject): JsonObject {
  return { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
}

/** Lets the user who is called as the case do what the rules say, and waits until the server knows it. */
export async function grant(
  { api, name }: CaseRoom,
  kind: 'Role' | 'ClusterRole',
  rules: readonly JsonObject[],
): Promise<void> {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const at = kind === 'Role' ? `${rbac}/namespaces/default` : rbac;
  const plural = kind.toLowerCase();
  const role = { apiVersion, kind, metadata: { name }, rules: [...rules] };
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name };
  const subjects = [{ kind: 'User', name }];
  const binding = { apiVersion, kind: `${kind}Binding`, metadata: { name }, roleRef, subjects };
  expect((await api.send('POST', `${at}/${plural}s`, { body: role })).status).toBe(201);
  const bound = await api.send('POST', `${at}/${plural}bindings`, { body: binding });
  expect(bound.body).toMatchObject({ subjects: [{ apiGroup: 'rbac.authorization.k8s.io' }] });
  await untilKnown(api, name, kind, rules[0] ?? {});
}

async function untilKnown(api: ApiClient, as: string, kind: string, rule: JsonObject): Promise<void> {
  const first = (list: Json | undefined): string => String(Array.isArray(list) ? list[0] : '');
  const place = kind === 'Role' ? { namespace: 'default' } : {};
  const resourceAttributes = {
    ...place,
    group: first(rule.apiGroups),
    resource: first(rule.resources),
    verb: first(rule.verbs),
  };
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await api.send('POST', reviews, { as, body: review({ resourceAttributes }) });
    if (getAt(answer.body, ['status', 'allowed']) === true) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${as} was never allowed`);
}
