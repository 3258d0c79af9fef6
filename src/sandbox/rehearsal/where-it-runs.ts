import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { annotationOf } from '../../model/live-object.ts';
import type { AppState } from '../ramen/applications.ts';
import { drpcAnnotation, nameOf, namespaceOf } from '../ramen/metadata.ts';
import type { Sandbox } from '../start.ts';

/** The application and its data, as nobody but the sandbox knows them; undefined before Ramen has handled its DRPC. */
export function stateOf({ ramen }: Sandbox, drpc: JsonObject): AppState | undefined {
  const namespace = annotationOf(drpc, drpcAnnotation('app-namespace')) ?? namespaceOf(drpc);
  return ramen?.app(namespace, nameOf(drpc));
}

/** The cluster that Ramen has sent the application to last, whether or not it still answers. */
export function whereItRuns(sandbox: Sandbox, drpc: JsonObject): string | undefined {
  const [running, second] = stateOf(sandbox, drpc)?.runsOn ?? [];
  if (running !== undefined && second === undefined) return running;
  return (
    annotationOf(drpc, drpcAnnotation('last-app-deployment-cluster')) ??
    getString(drpc, ['spec', 'preferredCluster'])
  );
}
