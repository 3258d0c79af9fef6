import { describe, expect, it } from 'vitest';
import type { Config } from '../model/config.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { buildTopology } from './build-topology.ts';
import type { Topology } from './topology.ts';
import { compareTopologies } from './topology-change.ts';

const config: Config = {
  hub: {},
  managedClusters: [{ name: 'dr1' }, { name: 'dr2' }],
  sources: [
    { path: 'dr1', clusters: ['dr1'] },
    { path: 'dr2', clusters: ['dr2'] },
    { path: 'both', clusters: ['*'] },
  ],
  ramen: {
    flavour: 'kubernetes',
    operatorNamespace: 'ramen-system',
    clusterOperatorNamespace: 'ramen-system',
    opsNamespace: 'ramen-ops',
    mode: 'hub',
  },
  rules: {},
  gates: { removals: { max: 1 } },
  takeOver: [],
};

/** Text by file. */
function topology(files: Readonly<Record<string, string>>): Topology {
  const parsed = Object.entries(files).map(([path, text]) => parseFile({ path, text }));
  return buildTopology(
    parsed.flatMap(({ manifests }) => manifests),
    config,
  );
}

function storageClass(provisioner: string): string {
  return `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: rbd }\nprovisioner: ${provisioner}\n`;
}

/** `file was -> file is` of what changed, and what came and went. */
function compared(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
  const change = compareTopologies(topology(before), topology(after), '1a2b3c4');
  return {
    changed: [...change.changed.values()].flat().map((pair) => `${pair.before.file} -> ${pair.after.file}`),
    appeared: change.appeared.map(({ file }) => file),
    vanished: change.vanished.map(({ file }) => file),
  };
}

const nothing = { changed: [], appeared: [], vanished: [] };

describe('compareTopologies', () => {
  it('follows an object to another file, and says nothing of one that stays the same', () => {
    const policy = (interval: string) =>
      `apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRPolicy\nmetadata: { name: p }\nspec: { schedulingInterval: ${interval} }\n`;
    expect(compared({ 'a.yaml': policy('5m') }, { 'b.yaml': policy('5m') })).toEqual(nothing);
    expect(compared({ 'a.yaml': policy('5m') }, { 'b.yaml': policy('6m') })).toEqual({
      ...nothing,
      changed: ['a.yaml -> b.yaml'],
    });
    expect(compared({ 'a.yaml': policy('5m') }, {})).toEqual({ ...nothing, vanished: ['a.yaml'] });
    expect(compared({}, { 'a.yaml': policy('5m') })).toEqual({ ...nothing, appeared: ['a.yaml'] });
  });

  it('keeps namesakes of two clusters apart', () => {
    const [p, q] = [storageClass('p.example.com'), storageClass('q.example.com')];
    expect(compared({ 'dr1/a.yaml': p, 'dr2/a.yaml': q }, { 'dr2/b.yaml': q, 'dr1/b.yaml': p })).toEqual(
      nothing,
    );
    expect(compared({ 'dr1/a.yaml': p, 'dr2/a.yaml': q }, { 'dr1/a.yaml': p, 'dr2/a.yaml': p })).toEqual({
      ...nothing,
      changed: ['dr2/a.yaml -> dr2/a.yaml'],
    });
    // Moved to another cluster: an object less here, one more there, and no update of either.
    expect(compared({ 'dr1/a.yaml': p }, { 'dr2/a.yaml': q })).toEqual(nothing);
  });

  it('compares one document for two clusters with both that were there', () => {
    const [p, q] = [storageClass('p.example.com'), storageClass('q.example.com')];
    expect(compared({ 'dr1/a.yaml': p, 'dr2/a.yaml': p }, { 'both/a.yaml': q }).changed.sort()).toEqual([
      'dr1/a.yaml -> both/a.yaml',
      'dr2/a.yaml -> both/a.yaml',
    ]);
    expect(compared({ 'both/a.yaml': p }, { 'both/a.yaml': q }).changed).toEqual([
      'both/a.yaml -> both/a.yaml',
    ]);
  });

  it('compares by name where nothing says the cluster', () => {
    const [p, q] = [storageClass('p.example.com'), storageClass('q.example.com')];
    expect(compared({ 'a.yaml': p }, { 'b.yaml': q }).changed).toEqual(['a.yaml -> b.yaml']);
    expect(compared({ 'a.yaml': p }, { 'dr1/b.yaml': q }).changed).toEqual(['a.yaml -> dr1/b.yaml']);
    expect(compared({ 'a.yaml': p, 'b.yaml': p }, { 'a.yaml': q }).changed).toEqual([]);
  });

  it('reads two versions of a kind as one object', () => {
    const text = (version: string, count: number) =>
      `apiVersion: cluster.open-cluster-management.io/${version}\nkind: Placement\nmetadata: { name: a, namespace: b }\nspec: { numberOfClusters: ${count} }\n`;
    expect(compared({ 'a.yaml': text('v1alpha1', 1) }, { 'a.yaml': text('v1beta1', 1) })).toMatchObject({
      appeared: [],
      vanished: [],
    });
  });
});
