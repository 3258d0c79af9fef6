import type { JsonObject } from '../../../src/model/json.ts';
import { type Crd, readCrd } from '../../../src/schema/crd.ts';
import { findCrd } from '../../../src/schema/schema-set.ts';
import { shippedSchemas } from '../../../src/schema/shipped.ts';
import { widgetCrd } from '../widget.ts';
import type { RandomSubject } from './step.ts';

/** The kinds that people and Ramen write most, and one with everything that server-side apply treats in its own way. */
export function randomSubjects(): readonly RandomSubject[] {
  return [
    ...drawn.flatMap(([group, kind]) => findCrd(shippedSchemas, group, kind) ?? []),
    crdOf(widgetCrd),
  ].map(subjectOf);
}

const drawn: readonly (readonly [group: string, kind: string])[] = [
  ['ramendr.openshift.io', 'DRPlacementControl'],
  ['ramendr.openshift.io', 'DRCluster'],
  ['ramendr.openshift.io', 'DRPolicy'],
  ['cluster.open-cluster-management.io', 'Placement'],
  ['', 'ConfigMap'],
  ['', 'Secret'],
];

function crdOf(document: JsonObject): Crd {
  const crd = readCrd(document);
  if (crd === undefined) throw new Error('no CustomResourceDefinition');
  return crd;
}

function subjectOf({ group, kind, plural, scope, versions }: Crd): RandomSubject {
  const [version] = versions.filter(({ storage }) => storage);
  if (version === undefined) throw new Error(`no version of ${kind}`);
  const root = group === '' ? '/api' : `/apis/${group}`;
  const place = scope === 'Namespaced' ? '/namespaces/default' : '';
  return {
    apiVersion: group === '' ? version.name : `${group}/${version.name}`,
    kind,
    path: `${root}/${version.name}${place}/${plural}`,
    schema: version.schema,
    hasStatus: version.hasStatus,
    isBuiltIn: group === '',
  };
}
