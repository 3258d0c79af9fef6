import type { JsonObject } from '../../src/model/json.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import type { PolicyFacts } from './policies.ts';

/** Where an application is, and what was last asked for: every state that a finished or running operation leaves in Git. */
export function drawLife(chance: Chance, { clusters, fenced }: PolicyFacts): JsonObject {
  if (fenced !== undefined) return drawLifeAfter(chance, fenced, clusters);
  const [home = '', other = ''] = chance.shuffle(clusters);
  return pickOne<JsonObject>(chance, [
    { preferredCluster: home },
    { preferredCluster: home },
    { preferredCluster: home, failoverCluster: other },
    { preferredCluster: home, failoverCluster: other, action: 'Failover' },
    { preferredCluster: home, failoverCluster: other, action: 'Relocate' },
    { preferredCluster: home, action: 'Relocate' },
    { preferredCluster: home, failoverCluster: other, action: 'Failover', dryRun: true },
  ]);
}

function drawLifeAfter(chance: Chance, fenced: string, clusters: readonly string[]): JsonObject {
  const other = clusters.find((name) => name !== fenced) ?? '';
  return pickOne<JsonObject>(chance, [
    { preferredCluster: fenced, failoverCluster: other, action: 'Failover' },
    { preferredCluster: other },
  ]);
}
