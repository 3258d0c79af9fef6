import { describe, expect, it } from 'vitest';
import { type ReportSchema, readSchema, reportCheck, reportSchemas } from './support/report-schemas.ts';

const summary = {
  create: 0,
  update: 0,
  unchanged: 0,
  held: 0,
  blocked: 0,
  remove: 0,
  pending: 0,
  unreachable: 0,
  notInGit: 0,
};
const plan = {
  apiVersion: 'ramen-sync.io/v1alpha1',
  kind: 'Plan',
  summary,
  source: { dirty: false },
  clusters: [{ name: 'hub', role: 'hub', state: 'reachable' }],
  changes: [],
  notChecked: [],
  digest: `sha256:${'0'.repeat(64)}`,
  expires: '2026-11-21T12:00:00Z',
};
const object = { cluster: 'hub', apiVersion: 'v1', kind: 'Namespace', name: 'shop' };
const applied = { time: '2026-11-21T12:00:00.000Z', event: 'applied', object };

describe('the schemas of the reports', () => {
  it.each(reportSchemas)('%s leaves no object open', (name) => {
    expect(openObjects(readSchema(name), '')).toEqual([]);
  });

  it.each<[string, ReportSchema, unknown]>([
    ['the smallest plan', 'plan', plan],
    ['an event', 'apply-event', applied],
  ])('take %s', (_, name, report) => {
    expect(reportCheck(name)(report)).toEqual([]);
  });

  it.each<[string, ReportSchema, unknown, RegExp]>([
    ['null', 'plan', { ...plan, source: { revision: null, dirty: false } }, /revision must be string/],
    ['an unknown key', 'plan', { ...plan, extra: 1 }, /additional properties.*extra/],
    ['an empty string', 'plan', { ...plan, clusters: [{ ...plan.clusters[0], message: '' }] }, /message/],
    ['an unknown state', 'plan', { ...plan, clusters: [{ ...plan.clusters[0], state: 'gone' }] }, /state/],
    [
      'another order',
      'plan',
      { ...plan, source: reversed({ revision: 'a'.repeat(40), dirty: true }) },
      /keys/,
    ],
    ['an unknown event', 'apply-event', { ...applied, event: 'thrown' }, /event/],
    ['a done without counts', 'apply-event', { event: 'done', summary: {} }, /summary/],
  ])('refuse %s', (_, name, report, complaint) => {
    expect(reportCheck(name)(report).join('\n')).toMatch(complaint);
  });
});

function reversed(value: object): object {
  return Object.fromEntries(Object.entries(value).reverse());
}

function openObjects(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const isOpen = 'properties' in schema && Reflect.get(schema, 'additionalProperties') !== false;
  const deeper = Object.entries(schema).flatMap(([key, part]) => openObjects(part, `${path}/${key}`));
  return isOpen && !Array.isArray(schema) ? [path, ...deeper] : deeper;
}
