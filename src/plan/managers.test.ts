import { describe, expect, it } from 'vitest';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { declaredFields, serverNotation, stepsOf } from './field-set.ts';
import { authorsOf, classifyManager, releasePatch } from './managers.ts';

const claim = (manager: string, fields: JsonObject, operation = 'Update', time = '2026-11-21T10:00:00Z') => ({
  manager,
  operation,
  time,
  apiVersion: 'ramendr.openshift.io/v1alpha1',
  fieldsType: 'FieldsV1',
  fieldsV1: fields,
});

const live = (...managedFields: JsonObject[]): JsonObject => ({
  apiVersion: 'ramendr.openshift.io/v1alpha1',
  kind: 'DRPlacementControl',
  metadata: { name: 'cart', namespace: 'shop', uid: 'u1', resourceVersion: '7', managedFields },
  spec: { action: 'Failover', preferredCluster: 'dr1' },
});

describe('who may be taken over', () => {
  const takeOver = ['kubectl*', 'Mozilla', 'before-first-apply', 'unknown'];
  it.each([
    ['kubectl-client-side-apply', 'take-over'],
    ['Mozilla', 'take-over'],
    ['manager', 'never'],
    ['argocd-controller', 'never'],
    ['kustomize-controller', 'never'],
    ['somebody-new', 'if-allowed'],
    ['my-kubectl', 'if-allowed'],
  ])('%s: %s', (manager, expected) => {
    expect(classifyManager(manager, takeOver).may).toBe(expected);
  });

  it('an engine stays an engine, whatever the configuration says', () => {
    expect(classifyManager('argocd-controller', ['*']).may).toBe('never');
  });
});

describe('taking claims out', () => {
  it('touches the named field of the named manager alone', () => {
    const object = live(
      claim('ramen-sync', { 'f:spec': { 'f:preferredCluster': {} } }, 'Apply'),
      claim('kubectl-patch', { 'f:spec': { 'f:action': {}, 'f:preferredCluster': {} } }),
      claim('manager', { 'f:metadata': { 'f:finalizers': { '.': {}, 'v:"x"': {} } } }),
    );
    const [testUid, testVersion, replace] = releasePatch(object, [
      { steps: stepsOf(['spec', 'preferredCluster']), manager: 'kubectl-patch', removes: false },
    ]);
    expect(testUid).toEqual({ op: 'test', path: '/metadata/uid', value: 'u1' });
    expect(testVersion).toEqual({ op: 'test', path: '/metadata/resourceVersion', value: '7' });
    const entries = Array.isArray(replace?.value) ? replace.value.filter(isObject) : [];
    expect(entries.map((entry) => entry.manager)).toEqual(['ramen-sync', 'kubectl-patch', 'manager']);
    expect(entries[1]?.fieldsV1).toEqual({ 'f:spec': { 'f:action': {} } });
    expect(entries[0]?.fieldsV1).toEqual({ 'f:spec': { 'f:preferredCluster': {} } });
  });

  it('makes a field that is to go ours first, and drops a claim that nothing is left of', () => {
    const object = live(
      claim('ramen-sync', { 'f:spec': { 'f:preferredCluster': {} } }, 'Apply'),
      claim('kubectl-patch', { 'f:spec': { 'f:action': {} } }),
    );
    const replace = releasePatch(object, [{ steps: stepsOf(['spec', 'action']), removes: true }])[2];
    expect(replace?.value).toEqual([
      expect.objectContaining({
        manager: 'ramen-sync',
        fieldsV1: { 'f:spec': { 'f:preferredCluster': {}, 'f:action': {} } },
      }),
    ]);
  });

  it('leaves an entry of ours where there was none: an object without any belongs to before-first-apply', () => {
    const object = live(claim('kubectl-create', { 'f:spec': { 'f:action': {} } }));
    const replace = releasePatch(object, [
      { steps: stepsOf(['spec', 'action']), manager: 'kubectl-create', removes: false },
    ])[2];
    expect(replace?.value).toEqual([
      {
        manager: 'ramen-sync',
        operation: 'Apply',
        apiVersion: 'ramendr.openshift.io/v1alpha1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:metadata': { 'f:annotations': { 'f:ramen-sync.io/applied': {} } } },
      },
    ]);
  });
});

describe('authors', () => {
  it('names the newest claim on a field, and nobody where no one else wrote it', () => {
    const object = live(
      claim('old', { 'f:spec': { 'f:action': {} } }, 'Update', '2026-11-21T09:00:00Z'),
      claim('kubectl-patch', { 'f:spec': { 'f:action': {} } }),
    );
    expect(authorsOf(object, stepsOf(['spec', 'action']))).toEqual([
      { manager: 'kubectl-patch', time: '2026-11-21T10:00:00Z' },
      { manager: 'old', time: '2026-11-21T09:00:00Z' },
    ]);
    expect(authorsOf(object, stepsOf(['spec', 'failoverCluster']))).toEqual([]);
  });
});

describe('declared fields', () => {
  it('stop at lists, atomic maps and empty maps, and leave identity out', () => {
    const object: JsonObject = {
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'DRPlacementControl',
      metadata: { name: 'cart', namespace: 'shop', labels: { team: 'blue' }, annotations: { 'a.b/c': 'd' } },
      spec: {
        placementRef: { name: 'p', kind: 'Placement' },
        pvcSelector: {},
        protectedNamespaces: ['a'],
        action: 'Failover',
      },
    };
    expect(
      declaredFields(object, drPlacementControl)
        .map((field) => serverNotation(field.steps))
        .sort(),
    ).toEqual([
      '.metadata.annotations.a.b/c',
      '.metadata.labels.team',
      '.spec.action',
      '.spec.placementRef',
      '.spec.protectedNamespaces',
      '.spec.pvcSelector',
    ]);
  });
});
