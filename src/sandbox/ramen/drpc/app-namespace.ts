import { getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { annotationOf } from '../../../model/live-object.ts';
import type { SandboxCluster } from '../../world.ts';
import { drpcAnnotation, nameOf, namespaceOf } from '../metadata.ts';

const placementLabel = 'cluster.open-cluster-management.io/placement';

/**
 * Where the VRG goes: the DRPC's annotation, else the destination of the first ApplicationSet whose first generator
 * names the Placement (in any namespace, by name alone), else the Placement's namespace. (Ramen: selectVRGNamespace.)
 */
export function appNamespaceOf(hub: SandboxCluster, drpc: JsonObject, placement: JsonObject): string {
  const known = annotationOf(drpc, drpcAnnotation('app-namespace'));
  if (known !== undefined && known !== '') return known;
  const set = hub.list('ApplicationSet').find((each) => placementNameOf(each) === nameOf(placement));
  const destination = getString(set, ['spec', 'template', 'spec', 'destination', 'namespace']);
  return destination || namespaceOf(placement);
}

function placementNameOf(set: JsonObject): string | undefined {
  return getString(set, [
    'spec',
    'generators',
    0,
    'clusterDecisionResource',
    'labelSelector',
    'matchLabels',
    placementLabel,
  ]);
}
