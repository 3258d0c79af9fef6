import { objectId } from '../model/object-ref.ts';
import type { RamenConfigDocument } from '../topology/ramen-config.ts';
import type { TopologyChange } from '../topology/topology-change.ts';

/** Ramen's configuration in both revisions. */
export interface ChangedConfig {
  readonly before: RamenConfigDocument;
  readonly after: RamenConfigDocument;
}

/** The hub operator's, by the ConfigMap that holds it, whichever way it is spelled; only where both could be read. */
export function changedHubConfigs({ before, after }: TopologyChange): readonly ChangedConfig[] {
  const old = new Map(
    before.ramenConfigs.filter(isReadableHub).map((config) => [objectId(config.key), config]),
  );
  return after.ramenConfigs.filter(isReadableHub).flatMap((config) => {
    const then = old.get(objectId(config.key));
    return then === undefined || then.value === config.value ? [] : [{ before: then, after: config }];
  });
}

function isReadableHub({ role, readable }: RamenConfigDocument): boolean {
  return role === 'hub' && readable;
}
