import type { JsonObject } from '../../src/model/json.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import { named, type PlacedObject } from './placed-object.ts';

/** What lies beside DR in a repository, and is nobody's affair here. */
export function drawUnrelated(chance: Chance): readonly PlacedObject[] {
  return Array.from({ length: chance.below(4) }, (_, index) => ({
    part: 'unrelated',
    object: pickOne(chance, [
      deployment(`web-${index}`),
      named(
        'v1',
        'Service',
        { name: `web-${index}`, namespace: 'shop' },
        { spec: { ports: [{ port: 80 }] } },
      ),
      named('v1', 'ConfigMap', { name: `settings-${index}`, namespace: 'shop' }, { data: { a: 'b' } }),
      named(
        'v1',
        'Secret',
        { name: `token-${index}`, namespace: 'shop' },
        { stringData: { token: 'example' } },
      ),
      named(
        'monitoring.coreos.com/v1',
        'PrometheusRule',
        { name: `rules-${index}`, namespace: 'shop' },
        { spec: {} },
      ),
    ]),
  }));
}

function deployment(name: string): JsonObject {
  const labels = { app: name };
  const containers = [{ name: 'main', image: 'example.com/web:1' }];
  return named(
    'apps/v1',
    'Deployment',
    { name, namespace: 'shop' },
    {
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    },
  );
}
