import { defineGate } from './define-gate.ts';

/** Deleting is asked for by a Removal document, and this version carries none out. */
export const noRemoval = defineGate({
  id: 'no-removal',
  summary: 'Something would be deleted.',
  why: `Deleting a DRPlacementControl removes the replica and what Ramen keeps in S3; a deleted DRPolicy fails every action of its
applications while it seems to stand. (Ramen: internal/controller/drplacementcontrol_controller.go, finalizeDRPC.) A file that
disappears from Git therefore deletes nothing, and this version of ramen-sync reads Removal documents but carries none out.`,
  allowable: false,
  appliesTo: (input) => input.operation === 'remove',
  judge: ({ ref }) => ({
    message: `${ref.kind} ${ref.name} would be deleted, and this version of ramen-sync deletes nothing`,
    help: 'delete it by hand with kubectl once you know what depends on it, then drop the Removal document',
  }),
});
