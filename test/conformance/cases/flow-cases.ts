import { expect } from 'vitest';
import { getAt } from '../../../src/model/field-path.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { CaseRoom, ConformanceCase } from '../conformance-case.ts';
import { widget, widgets } from '../widget.ts';
import { grant } from './access-cases.ts';

const flow = '/apis/flowcontrol.apiserver.k8s.io/v1';
const group = 'conformance.ramen-sync.io';

/** Who asks for too much. */
export const flowCases: readonly ConformanceCase[] = [
  {
    name: 'who has a priority level without shares is served one request at a time, and told to come again',
    async run(room) {
      const { api, name, path } = room;
      const turn = await throttle(room);
      const held = await api.hold('POST', widgets, { as: name, body: widget(name) });
      const refused = await api.send('GET', widgets, { as: name });
      expect(refused).toMatchObject({
        status: 429,
        body: 'Too many requests, please try again later.\n',
        headers: { 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8', ...turn },
      });
      // Another verb, another user, another scope: none of the schema's.
      expect((await api.send('GET', path, { as: name })).status).toBe(404);
      expect((await api.send('GET', widgets)).status).toBe(200);
      expect((await api.send('GET', `/apis/${group}/v1/widgets`, { as: name })).status).toBe(403);
      expect(await held.finish()).toMatchObject({ status: 201, headers: turn });
      expect((await api.send('GET', widgets, { as: name })).status).toBe(200);
    },
  },
];

/** Lets the user who is called as the case list and create widgets, one request at a time. What its answers say of it. */
export async function throttle(room: CaseRoom): Promise<JsonObject> {
  const { api, name } = room;
  await grant(room, 'Role', [
    { apiGroups: [group], resources: ['widgets'], verbs: ['list', 'create', 'get'] },
  ]);
  const level = await api.send('POST', `${flow}/prioritylevelconfigurations`, { body: narrow(name) });
  expect(level.status).toBe(201);
  expect(getAt(level.body, ['spec', 'limited', 'lendablePercent'])).toBe(0);
  const dangling = schema(`${name}-dangling`, 'not-there', name, 900);
  expect((await api.send('POST', `${flow}/flowschemas`, { body: dangling })).status).toBe(201);
  const made = await api.send('POST', `${flow}/flowschemas`, { body: schema(name, name, name) });
  expect(getAt(made.body, ['spec', 'matchingPrecedence'])).toBe(1000);
  const turn = {
    'x-kubernetes-pf-flowschema-uid': String(getAt(made.body, ['metadata', 'uid'])),
    'x-kubernetes-pf-prioritylevel-uid': String(getAt(level.body, ['metadata', 'uid'])),
  };
  await untilInForce(room, turn);
  return turn;
}

function narrow(name: string): JsonObject {
  const limited = {
    nominalConcurrencyShares: 0,
    borrowingLimitPercent: 0,
    limitResponse: { type: 'Reject' },
  };
  return { metadata: { name }, spec: { type: 'Limited', limited } };
}

function schema(name: string, level: string, user: string, matchingPrecedence?: number): JsonObject {
  return {
    metadata: { name },
    spec: {
      priorityLevelConfiguration: { name: level },
      ...(matchingPrecedence === undefined ? {} : { matchingPrecedence }),
      rules: [
        {
          subjects: [{ kind: 'User', user: { name: user } }],
          resourceRules: [
            {
              verbs: ['list', 'create'],
              apiGroups: [group],
              resources: ['widgets'],
              namespaces: ['default'],
            },
          ],
        },
      ],
    },
  };
}

/** Each answer says by which schema it was let through. */
async function untilInForce({ api, name }: CaseRoom, turn: JsonObject): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { headers } = await api.send('GET', widgets, { as: name });
    if (Object.entries(turn).every(([header, uid]) => headers[header] === uid)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`the schema of ${name} never came into force`);
}
