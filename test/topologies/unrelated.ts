import type { JsonObject } from '../../src/model/json.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import { group, named, type PlacedObject } from './placed-object.ts';

/** What lies beside DR in a repository, and is nobody's affair here. */
export function drawUnrelated(chance: Chance): readonly PlacedObject[] {
  return Array.from({ length: chance.below(5) }, (_, index) => ({
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
      named(
        'operators.coreos.com/v1alpha1',
        'Subscription',
        { name: `operator-${index}`, namespace: 'shop' },
        { spec: {} },
      ),
      named(
        'apps.open-cluster-management.io/v1',
        'Channel',
        { name: `channel-${index}`, namespace: 'shop' },
        { spec: {} },
      ),
      named(
        'argoproj.io/v1alpha1',
        'Application',
        { name: `web-${index}`, namespace: 'argocd' },
        { spec: {} },
      ),
      // OCM's own: nobody protects what it places.
      named(group.placement, 'Placement', { name: `everywhere-${index}`, namespace: 'tools' }, { spec: {} }),
      listOfClusters(`tools-${index}`),
      volumeClaim(`metrics-${index}`),
    ]),
  }));
}

function listOfClusters(name: string): JsonObject {
  const template = {
    metadata: { name: '{{name}}' },
    spec: {
      destination: { namespace: 'tools', name: '{{name}}' },
      project: 'default',
      source: { repoURL: 'https://git.example.com/tools.git', path: '.', targetRevision: 'main' },
    },
  };
  const generators = [{ list: { elements: [{ name: 'dr1' }] } }];
  return named(
    'argoproj.io/v1alpha1',
    'ApplicationSet',
    { name, namespace: 'argocd' },
    { spec: { generators, template } },
  );
}

function volumeClaim(name: string): JsonObject {
  const resources = { requests: { storage: '1Gi' } };
  return named(
    'v1',
    'PersistentVolumeClaim',
    { name, namespace: 'monitoring', labels: { app: 'metrics' } },
    { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'local-scratch', resources } },
  );
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
