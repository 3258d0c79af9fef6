import type { JsonObject } from '../../src/model/json.ts';
import type { Chance } from '../differential/chance.ts';
import type { Application } from './applications.ts';
import { named, type PlacedObject } from './placed-object.ts';

/** Volumes that the application claims. */
export function drawWorkload(
  chance: Chance,
  { name, target }: Application,
  labels: JsonObject,
  classNames: readonly string[],
): readonly PlacedObject[] {
  const storageClassName = chance.pick(classNames);
  if (storageClassName === undefined || chance.often(70)) return [];
  const resources = { requests: { storage: '1Gi' } };
  const spec = { accessModes: ['ReadWriteOnce'], storageClassName, resources };
  const part = 'workloads';
  if (chance.often(60)) {
    const claim = named(
      'v1',
      'PersistentVolumeClaim',
      { name: `${name}-data`, namespace: target, labels },
      { spec },
    );
    return [{ part, object: claim }];
  }
  const set = named(
    'apps/v1',
    'StatefulSet',
    { name, namespace: target },
    {
      spec: {
        serviceName: name,
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'main', image: 'example.com/app:1' }] },
        },
        volumeClaimTemplates: [{ metadata: { name: 'data', labels }, spec }],
      },
    },
  );
  return [{ part, object: set }];
}
