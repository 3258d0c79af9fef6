import type { JsonObject } from '../../src/model/json.ts';
import type { Chance } from '../differential/chance.ts';
import type { Application } from './applications.ts';
import { group, named, type PlacedObject } from './placed-object.ts';

/** What brings an application to the cluster that was decided. */
export function drawDelivery(chance: Chance, application: Application): readonly PlacedObject[] {
  const part = 'delivery';
  if (application.style === 'application-set') return [{ part, object: applicationSet(chance, application) }];
  const { name, style } = application;
  const kind = style === 'placement-rule' ? 'PlacementRule' : 'Placement';
  const subscription = named(
    group.application,
    'Subscription',
    {
      name,
      namespace: application.namespace,
      annotations: { 'apps.open-cluster-management.io/git-path': `workloads/${name}` },
    },
    {
      spec: {
        channel: 'ramen-gitops/main',
        placement: { placementRef: { kind, name: application.placement } },
      },
    },
  );
  return chance.often(60) ? [{ part, object: subscription }] : [];
}

function applicationSet(chance: Chance, { name, namespace, target }: Application): JsonObject {
  const labelSelector = { matchLabels: { 'cluster.open-cluster-management.io/placement': name } };
  const goTemplate = chance.often(30);
  const field = (path: string): string => (goTemplate ? `{{.${path}}}` : `{{${path}}}`);
  return named(
    'argoproj.io/v1alpha1',
    'ApplicationSet',
    { name, namespace },
    {
      spec: {
        ...(goTemplate ? { goTemplate } : {}),
        generators: [
          {
            clusterDecisionResource: {
              configMapRef: 'acm-placement',
              labelSelector,
              requeueAfterSeconds: 30,
            },
          },
        ],
        template: {
          metadata: { name: `${name}-${field('name')}` },
          spec: {
            destination: { namespace: target, server: field('server') },
            project: 'default',
            source: {
              path: `workloads/${name}`,
              repoURL: 'https://git.example.com/apps.git',
              targetRevision: 'main',
            },
            syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['CreateNamespace=true'] },
          },
        },
      },
    },
  );
}
