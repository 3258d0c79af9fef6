import type { JsonObject } from '../../src/model/json.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import { group } from './placed-object.ts';

export interface PolicyFacts {
  readonly name: string;
  readonly clusters: readonly [string, string];
  /** Empty: Metro. */
  readonly interval: string;
  /** Label that the classes of this policy carry, where it selects by one. */
  readonly selected: boolean;
  readonly networkMapping?: string;
  /** The lost cluster of a Metro pair: its applications have failed over. */
  readonly fenced?: string;
}

const intervals = ['1m', '5m', '10m', '15m', '30m', '1h', '2h', '6h', '1d'] as const;

/** A cluster of a Metro pair is in no other policy; Regional policies may share clusters. */
export function drawPolicies(chance: Chance, clusters: readonly string[]): readonly PolicyFacts[] {
  const groupsOfClusters = chance.often(50) ? [clusters] : pairsOf(clusters);
  return groupsOfClusters.flatMap((together) => {
    const [first = '', second = ''] = together;
    if (together.length === 2 && chance.often(35)) return [metro(chance, first, second)];
    return regional(chance, together, clusters.length > 2);
  });
}

function metro(chance: Chance, first: string, second: string): PolicyFacts {
  const name = `metro-${first}-${second}`;
  const fenced = chance.often(30) ? { fenced: pickOne(chance, [first, second]) } : {};
  return { name, clusters: [first, second], interval: '', selected: false, ...fenced };
}

function regional(chance: Chance, together: readonly string[], areMany: boolean): readonly PolicyFacts[] {
  const selected = chance.often(20);
  return chainOf(together).flatMap((clusters) =>
    chance
      .shuffle(intervals)
      .slice(0, pickOne(chance, [1, 1, 2, 3]))
      .map((interval) => ({
        name: pickOne(chance, [`p${interval}`, `dr-policy-${interval}`]).concat(
          areMany ? `-${clusters.join('-')}` : '',
        ),
        clusters,
        interval,
        selected,
        ...(chance.often(15) ? { networkMapping: `mapping-${clusters.join('-')}` } : {}),
      })),
  );
}

/** a b c: a-b, b-c. */
function chainOf(together: readonly string[]): readonly (readonly [string, string])[] {
  return together.slice(1).flatMap((second, index) => {
    const first = together[index];
    return first === undefined ? [] : [[first, second] as const];
  });
}

/** a b c d: a b, c d; the last of three stays without a partner. */
function pairsOf(clusters: readonly string[]): readonly (readonly string[])[] {
  return clusters.flatMap((first, index) => {
    const second = clusters[index + 1];
    return index % 2 === 1 || second === undefined ? [] : [[first, second]];
  });
}

export function policyRef(chance: Chance, { name }: PolicyFacts): JsonObject {
  return chance.often(30) ? { apiVersion: group.ramen, kind: 'DRPolicy', name } : { name };
}
