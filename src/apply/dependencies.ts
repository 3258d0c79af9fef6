import { formatRef, refId } from '../model/object-ref.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import type { Stops } from './without-write.ts';

/** How an object ended, for those that depend on it. */
export interface Settled {
  readonly stops: Stops;
  readonly why: string;
}

interface Node {
  readonly planned: PlannedChange;
  readonly order: number;
  readonly done: Promise<void>;
  readonly finish: () => void;
  settled: Settled | undefined;
}

/** Who waits for whom in one plan. Ids that the plan does not hold are nobody's concern. */
export class Dependencies {
  readonly #nodes: ReadonlyMap<string, Node>;

  constructor(changes: readonly PlannedChange[]) {
    this.#nodes = new Map(
      changes.map((planned, order) => [refId(planned.change.object), newNode(planned, order)]),
    );
  }

  settle(planned: PlannedChange, settled: Settled): void {
    const node = this.#nodes.get(refId(planned.change.object));
    if (node === undefined || node.settled !== undefined) return;
    node.settled = settled;
    node.finish();
  }

  areSettled(planned: PlannedChange): boolean {
    return this.#before(planned).every((node) => node.settled !== undefined);
  }

  /** Waits for all that `planned` depends on; answers why it may not go on, or undefined. */
  async hindranceOf(planned: PlannedChange): Promise<string | undefined> {
    const nodes = this.#before(planned);
    await Promise.all(nodes.map((node) => node.done));
    for (const node of nodes) {
      if (node.settled === undefined || !isStopped(planned, node.settled.stops)) continue;
      return `depends on ${formatRef(node.planned.change.object)}, which ${node.settled.why}`;
    }
    return undefined;
  }

  /** Only what comes earlier in the plan is waited for, so that a circle of references cannot wait for itself. */
  #before(planned: PlannedChange): readonly Node[] {
    const own = this.#nodes.get(refId(planned.change.object));
    return planned.dependsOn.flatMap((id) => {
      const node = this.#nodes.get(id);
      return node === undefined || own === undefined || !comesBefore(node, own) ? [] : [node];
    });
  }
}

function newNode(planned: PlannedChange, order: number): Node {
  let finish = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { planned, order, done, finish, settled: undefined };
}

function comesBefore(a: Node, b: Node): boolean {
  return (
    a.planned.change.wave - b.planned.change.wave < 0 ||
    (a.planned.change.wave === b.planned.change.wave && a.order < b.order)
  );
}

function isStopped({ change }: PlannedChange, stops: Stops): boolean {
  return stops === 'all' || (stops === 'all-but-updates' && change.state !== 'update');
}
