import { describe, expect, it } from 'vitest';
import { UserError } from '../src/model/errors.ts';
import { type Chance, sample } from './differential/chance.ts';
import { lintFiles, shownFindings } from './topologies/lint-files.ts';
import { type PlacedObject, parts } from './topologies/placed-object.ts';
import { drawChanged, drawPart, drawRepository, type Repository } from './topologies/repository.ts';

/** `RAMEN_SYNC_REPOSITORIES=5000` draws that many, `RAMEN_SYNC_SEED` draws others. */
const count = Number(process.env.RAMEN_SYNC_REPOSITORIES ?? 40);
const seed = Number(process.env.RAMEN_SYNC_SEED ?? 20_261_121);

describe(`${count} valid repositories, seed ${seed}`, () => {
  it('nothing is found in a whole one', async () => {
    await expectSilence(drawRepository);
  }, 600_000);

  it('nothing is found where whole parts are kept elsewhere', async () => {
    await expectSilence((chance) => {
      const kept = new Set(parts.filter(() => chance.often(60)));
      return drawPart(chance, ({ part }) => kept.has(part));
    });
  }, 600_000);

  it('nothing is found where all objects of some kinds are kept elsewhere', async () => {
    await expectSilence((chance) => {
      const gone = chance.shuffle(knownKinds).slice(0, 1 + chance.below(4));
      return drawPart(chance, (placed) => !gone.includes(kindOf(placed)));
    });
  }, 600_000);

  it('nothing is found where one managed cluster, or some applications, are kept elsewhere', async () => {
    await expectSilence((chance) => {
      const isClusterGone = chance.often(50);
      const gone = new Map<string, boolean>();
      return drawPart(chance, ({ cluster, application, part }) => {
        if (part === 'configuration' || part === 'secrets') return true;
        const name = isClusterGone ? cluster : application;
        if (name === undefined) return true;
        const isGone = gone.get(name) ?? (isClusterGone ? gone.size === 0 : chance.often(50));
        gone.set(name, isGone);
        return !isGone;
      });
    });
  }, 600_000);
});

/** Kind, rule, and the edit: silence would mean nothing if lint saw nothing. */
const planted: readonly (readonly [string, string, (text: string) => string])[] = [
  ['DRCluster', 'unknown-s3-profile', (text) => text.replace(/("s3ProfileName":"[^"]*)/, '$1x')],
  ['DRPolicy', 'unknown-cluster', (text) => text.replace(/("drClusters":\["[^"]*)/, '$1x')],
  ['DRPlacementControl', 'unknown-policy', (text) => text.replace(/("drPolicyRef":.*?"name":"[^"]*)/, '$1x')],
  [
    'DRPlacementControl',
    'placement-missing',
    (text) => text.replace(/("placementRef":.*?"name":"[^"]*)/, '$1x'),
  ],
  [
    'DRPlacementControl',
    'cluster-not-in-policy',
    (text) => text.replace(/("preferredCluster":"[^"]*)/, '$1x'),
  ],
  ['StorageClass', 'label-key-case', (text) => text.replace('/storageid"', '/storageID"')],
  [
    'VolumeReplicationClass',
    'interval-differs',
    (text) => text.replace(/("schedulingInterval":")[^"]*/, '$17m'),
  ],
];

describe('one mistake in a valid repository', () => {
  it.each(planted)('in a %s: %s', async (kind, rule, edit) => {
    let seen = 0;
    for (const [index, repository] of sample((chance) => plant(chance, kind, edit), seed, 8).entries()) {
      // What belongs to no cluster for certain is compared with nothing.
      if (repository === undefined || (kind === 'VolumeReplicationClass' && repository.binding === 'nothing'))
        continue;
      seen += 1;
      const { report } = await lintFiles(repository);
      expect(
        report.findings.map((finding) => finding.rule),
        `repository ${index}`,
      ).toContain(rule);
    }
    expect(seen).toBeGreaterThan(0);
  });
});

/** Undefined where there is no such object, or nothing to edit in it. */
function plant(chance: Chance, kind: string, edit: (text: string) => string): Repository | undefined {
  let isPlanted = false;
  const repository = drawChanged(chance, (placed) => {
    const before = JSON.stringify(placed.object);
    const after = isPlanted || kindOf(placed) !== kind ? before : edit(before);
    if (after === before) return [placed];
    isPlanted = true;
    return [{ ...placed, object: JSON.parse(after) }];
  });
  return isPlanted ? repository : undefined;
}

const knownKinds = [
  'ApplicationSet',
  'ConfigMap',
  'DRCluster',
  'DRPlacementControl',
  'DRPolicy',
  'ExternalSecret',
  'ManagedCluster',
  'ManagedClusterSet',
  'ManagedClusterSetBinding',
  'Namespace',
  'NetworkFenceClass',
  'Placement',
  'PlacementRule',
  'RamenConfig',
  'Recipe',
  'SealedSecret',
  'Secret',
  'StorageClass',
  'Subscription',
  'VolumeGroupReplicationClass',
  'VolumeGroupSnapshotClass',
  'VolumeReplicationClass',
  'VolumeSnapshotClass',
];

function kindOf({ object }: PlacedObject): string {
  return String(object.kind);
}

/** One repository for each rule that made a noise: a rule says the same in many. */
async function expectSilence(draw: (chance: Chance) => Repository): Promise<void> {
  const noise = new Map<string, string>();
  for (const [index, repository] of sample(draw, seed, count).entries()) {
    for (const { rule, text } of await findingsOf(repository)) {
      if (!noise.has(rule)) noise.set(rule, `repository ${index}:\n${text}`);
    }
  }
  expect([...noise.keys()], [...noise.values()].join('\n')).toEqual([]);
}

/** A repository of which nothing is left for DR is refused as such, and that is no finding. */
async function findingsOf(
  repository: Repository,
): Promise<readonly { readonly rule: string; readonly text: string }[]> {
  try {
    const outcome = await lintFiles(repository);
    const rules = [...new Set(outcome.report.findings.map(({ rule }) => rule))];
    return rules.map((rule) => ({ rule, text: shownFindings(outcome, rule) }));
  } catch (error) {
    if (error instanceof UserError && error.message.startsWith('nothing to lint')) return [];
    throw error;
  }
}
