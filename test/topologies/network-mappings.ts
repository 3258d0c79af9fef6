import { named, type PlacedObject } from './placed-object.ts';
import type { World } from './world.ts';

/** Ramen reads the mapping of a policy in the namespace of each DRPlacementControl. */
export function networkMappings({ policies }: World, namespaces: readonly string[]): readonly PlacedObject[] {
  const pairs = new Map(policies.map(({ networkMapping, clusters }) => [networkMapping, clusters]));
  return [...pairs].flatMap(([name, clusters]) =>
    name === undefined
      ? []
      : namespaces.map((namespace): PlacedObject => {
          const data = { 'mappings.yaml': mappingOf(clusters) };
          return { part: 'policies', object: named('v1', 'ConfigMap', { name, namespace }, { data }) };
        }),
  );
}

function mappingOf([first, second]: readonly [string, string]): string {
  return `version: v1
networkMappings:
  - networkRef: { nadNamespace: vms, nadName: lan }
    cidr:
      ${first}: 10.1.0.0/24
      ${second}: 10.2.0.0/24
  - networkRef: { nadNamespace: vms, nadName: storage }
    explicitMappings:
      - { ${first}: 10.3.0.5, ${second}: 10.4.0.5 }
    regexMappings:
      ${first}-to-${second}:
        - { pattern: '^10\\.5\\.', replacement: '10.6.' }
      ${second}-to-${first}:
        - { pattern: '^10\\.6\\.', replacement: '10.5.' }
`;
}
