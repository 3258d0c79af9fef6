import { getString } from '../../model/field-path.ts';
import type { ClusterChange } from '../world.ts';
import type { RamenContext } from './context.ts';
import { nameOf } from './metadata.ts';
import { startWorkQueue } from './work-queue.ts';

export interface HubController {
  /** Look at every object of its kind again. */
  addAll(): void;
  stop(): void;
}

interface HubControllerOptions {
  /** Of the whole cluster. */
  readonly kind: string;
  readonly reconcile: (context: RamenContext, name: string) => void;
  /** Whether another object's change on the hub may concern any of the kind. */
  readonly concerns: (change: ClusterChange) => boolean;
  /** Kinds whose changes on a managed cluster may, as soon as the hub's views show them. */
  readonly onManaged: ReadonlySet<string>;
}

/** One of Ramen's controllers on the hub that hears of its own objects and of what all of them rest on. */
export function startHubController(
  context: RamenContext,
  { kind, reconcile, concerns, onManaged }: HubControllerOptions,
): HubController {
  const { world, pace } = context;
  const queue = startWorkQueue(context, {
    delay: pace.hubReconcile,
    reconcile: (name) => {
      reconcile(context, name);
      return undefined;
    },
  });
  const addAll = (): void => {
    for (const each of world.hub.list(kind)) queue.add(nameOf(each));
  };
  const stops = [
    world.hub.onChange((change) => {
      if (change.object.kind === kind) queue.add(nameOf(change.object));
      else if (concerns(change)) addAll();
    }),
    ...[...world.managed.values()].map((managed) =>
      managed.onChange(({ object }) => {
        if (onManaged.has(getString(object, ['kind']) ?? '')) world.after(pace.view, addAll);
      }),
    ),
  ];
  addAll();
  return {
    addAll,
    stop: () => {
      for (const stop of stops) stop();
      queue.stop();
    },
  };
}
