import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { SandboxCluster } from '../../src/sandbox/world.ts';

/** The runtime fields of a DRPC that Git states; all others it never had. */
export type GitSpec = JsonObject;

/** Applies what Git says of `shop/cart`, once. */
export type NaiveClient = (hub: SandboxCluster, git: GitSpec) => void;

const runtimeFields = ['action', 'failoverCluster', 'preferredCluster', 'dryRun'];

/** As Flux: it takes over what a `kubectl*` manager wrote, so that what Git does not have goes away. */
export const fluxClient: NaiveClient = (hub, git) => {
  write(hub, (spec) => {
    const others = Object.entries(spec).filter(([field]) => !runtimeFields.includes(field));
    return { ...Object.fromEntries(others), ...git };
  });
};

/** Server-side apply with force: what Git has comes back, and what others added stays. */
export const ssaClient: NaiveClient = (hub, git) => write(hub, (spec) => ({ ...spec, ...git }));

function write(hub: SandboxCluster, change: (spec: JsonObject) => JsonObject): void {
  const drpc = hub.get('DRPlacementControl', 'shop', 'cart');
  if (drpc === undefined) return;
  hub.update({ ...drpc, spec: change(isObject(drpc.spec) ? drpc.spec : {}) }, 'gitops');
}
