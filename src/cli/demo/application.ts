import { getAt, getString } from '../../model/field-path.ts';
import type { AppState } from '../../sandbox/ramen/applications.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import { StoryBroke } from './story-broke.ts';

/** An application of the story, as Ramen and the storage see it. */
export interface DemoApplication {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
}

export function demoApplication(namespace: string, name: string): DemoApplication {
  return { id: `${namespace}/${name}`, namespace, name };
}

/** `FailedOver/Completed`. */
export function phaseOf({ world }: Sandbox, { namespace, name }: DemoApplication): string {
  const drpc = world.hub.get('DRPlacementControl', namespace, name);
  return `${getString(drpc, ['status', 'phase']) ?? ''}/${getString(drpc, ['status', 'progression']) ?? ''}`;
}

/** `Available` is True: what a dashboard looks at. */
export function isGreen({ world }: Sandbox, { namespace, name }: DemoApplication): boolean {
  const conditions = getAt(world.hub.get('DRPlacementControl', namespace, name), ['status', 'conditions']);
  return (
    Array.isArray(conditions) &&
    conditions.some(
      (each) => getString(each, ['type']) === 'Available' && getString(each, ['status']) === 'True',
    )
  );
}

/** Its data, as the storage counts it, which no Kubernetes object says. */
export function stateOf({ ramen }: Sandbox, { id, namespace, name }: DemoApplication): AppState {
  const state = ramen?.app(namespace, name);
  if (state === undefined) throw new StoryBroke(`nothing is known of ${id}`);
  return state;
}

export function runsOn(sandbox: Sandbox, application: DemoApplication): string {
  return stateOf(sandbox, application).runsOn.join(' and ');
}
