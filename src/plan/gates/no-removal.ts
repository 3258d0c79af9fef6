import { defineGate } from './define-gate.ts';

/** Deleting takes a Removal that names the object by its UID, and nothing else permits it. */
export const noRemoval = defineGate({
  id: 'no-removal',
  summary: 'Something would be deleted that no Removal permits.',
  why: `Deleting a DRPlacementControl removes the replica and what Ramen keeps in S3; a deleted DRPolicy fails every action of its
applications while it seems to stand. (Ramen: internal/controller/drplacementcontrol_controller.go, finalizeDRPC.) A file that
disappears from Git therefore deletes nothing. Deleting takes a Removal document that names the live object by its UID, so that
it cannot mean a later namesake, and that has a last day. An object that Git still states is not deleted whatever a Removal says:
nobody can know which of the two is meant.`,
  allowable: false,
  appliesTo: (input) => input.operation === 'remove',
  judge: ({ removal }) => removal?.notPermitted,
  examples: [
    {
      title: 'an application that Git still states',
      live: '',
      git: 'removes: [DRPlacementControl shop/cart]',
      stops: {
        message:
          'hub-drplacementcontrol-shop-cart.yaml:1 still states it, and hub-removal-retire.yaml:7 asks to delete it: nobody can know which is meant',
        help: 'take it out of Git, or drop the entry',
      },
    },
    {
      title: 'an application that is gone from Git',
      live: '',
      git: `DRPlacementControl shop/cart: none
removes: [DRPlacementControl shop/cart]`,
    },
    {
      title: 'an application that is gone from Git, and that no Removal names: nothing would be deleted',
      live: '',
      git: 'DRPlacementControl shop/cart: none',
    },
  ],
});
