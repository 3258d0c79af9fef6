import { defineGate } from './define-gate.ts';

/** One wrong file must not be able to take much away. */
export const removalShare = defineGate({
  id: 'removal-share',
  summary: 'More of a kind would be deleted than one plan may delete.',
  why: `Retiring an application is one DRPlacementControl; a plan that deletes many is more often a mistake than a wish, and the
replicas that go with them cannot be had back. One plan deletes at most gates.removals.max objects of each kind (1 unless
ramen-sync.yaml says otherwise), and of several never more than half of those that are live. All of them stop, not only those
beyond the limit: which ones the limit should spare nobody can know.`,
  appliesTo: (input) => input.operation === 'remove' && input.removal !== undefined,
  judge: ({ ref, removal }) => {
    if (removal === undefined) return undefined;
    const { asked, live, max } = removal.share;
    if (asked > max) {
      return {
        message: `Removals ask for ${asked} of kind ${ref.kind}${ofLive(live)}, and one plan may delete ${max}`,
        help: 'remove them one after the other (--only), raise gates.removals.max, or allow each of them by name',
      };
    }
    if (asked < 2 || live === undefined || asked * 2 <= live) return undefined;
    return {
      message: `Removals ask for ${asked} of ${live} live ${ref.kind} objects, more than half of them`,
      help: 'remove them one after the other (--only), or allow each of them by name',
    };
  },
  examples: [
    {
      title: 'both clusters at once, with everything on them',
      live: '',
      git: `DRPlacementControl shop/cart: none
DRPolicy p5m: none
DRCluster dr1: none
DRCluster dr2: none
removes: [DRPlacementControl shop/cart, DRPolicy p5m, DRCluster dr1, DRCluster dr2]`,
      stops: {
        message: 'Removals ask for 2 of kind DRCluster (2 are live), and one plan may delete 1',
        help: 'remove them one after the other (--only), raise gates.removals.max, or allow each of them by name',
      },
    },
    {
      title: 'an application, and the policy that nobody else uses',
      live: '',
      git: `DRPlacementControl shop/cart: none
DRPolicy p5m: none
removes: [DRPlacementControl shop/cart, DRPolicy p5m]`,
    },
  ],
});

function ofLive(live: number | undefined): string {
  return live === undefined ? '' : ` (${live} are live)`;
}
