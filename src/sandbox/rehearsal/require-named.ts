import { UserError } from '../../model/errors.ts';
import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { listOf, nameOf, namespacedName } from '../ramen/metadata.ts';
import type { RunningRamen } from '../ramen/start-ramen.ts';
import type { Sandbox } from '../start.ts';

export function requireRamen({ ramen }: Sandbox): RunningRamen {
  if (ramen !== undefined) return ramen;
  throw new UserError('this sandbox has no Ramen to rehearse with: it was started with --empty');
}

/** A managed cluster by its name. */
export function requireManaged({ world }: Sandbox, name: string | undefined): string {
  if (name !== undefined && world.managed.has(name)) return name;
  throw new UserError(`${nothingNamed('managed cluster', name)}; ${thereAre([...world.managed.keys()])}`);
}

/** The DRPC of an application: `shop/cart`, or `cart` where only one has that name. */
export function requireApplication(sandbox: Sandbox, text: string | undefined): JsonObject {
  requireHub(sandbox);
  const all = sandbox.world.hub.list('DRPlacementControl');
  const found = all.filter((drpc) => namespacedName(drpc) === text || nameOf(drpc) === text);
  const [drpc] = found;
  if (drpc !== undefined && found.length === 1) return drpc;
  const names = (found.length > 1 ? found : all).map(namespacedName);
  const what = found.length > 1 ? `more than one application ${text}` : nothingNamed('application', text);
  throw new UserError(`${what}; ${thereAre(names)}`);
}

/** Nobody's kubectl reaches a lost hub. */
export function requireHub({ network }: Sandbox): void {
  if (network.isCut('hub')) throw new UserError('the hub is lost: nothing can be asked of it');
}

/** The clusters that the application can run on: those of its policy. */
function clustersOf({ world }: Sandbox, drpc: JsonObject): readonly string[] {
  const name = getString(drpc, ['spec', 'drPolicyRef', 'name']) ?? '';
  const policy = world.hub.get('DRPolicy', undefined, name);
  if (policy !== undefined) return listOf(policy, ['spec', 'drClusters']).map(String);
  throw new UserError(`${namespacedName(drpc)} has no policy: there is no DRPolicy ${name}`);
}

/** The cluster that is named, or the other one than `away`. */
export function requireTarget(
  sandbox: Sandbox,
  drpc: JsonObject,
  named: string | undefined,
  away: string | undefined,
): string {
  const clusters = clustersOf(sandbox, drpc);
  const found = named === undefined ? clusters.find((each) => each !== away) : named;
  if (found !== undefined && clusters.includes(found)) return found;
  throw new UserError(
    `${namespacedName(drpc)} cannot run on ${found ?? 'another cluster'}; its policy has ${clusters.join(' and ')}`,
  );
}

function nothingNamed(what: string, name: string | undefined): string {
  return name === undefined ? `which ${what} is not said` : `no ${what} ${name}`;
}

function thereAre(names: readonly string[]): string {
  if (names.length === 0) return 'there is none';
  return names.length === 1 ? `there is ${names[0]}` : `there are ${names.join(', ')}`;
}
