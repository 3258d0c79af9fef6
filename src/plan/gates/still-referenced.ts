import { formatRef } from '../../model/object-ref.ts';
import { defineGate, type Referrer } from './define-gate.ts';

const shown = 3;

/** Ramen keeps what is referenced half deleted, and fails whatever needs it. */
export const stillReferenced = defineGate({
  id: 'still-referenced',
  summary: 'Something that stays still needs the object.',
  why: `A DRPolicy that is deleted while a DRPlacementControl names it stays with a deletionTimestamp, looks valid, and fails every
action of its applications, an emergency failover included; a DRCluster that a DRPolicy lists is skipped by the clean-up of a
failover, so that the application runs on both clusters. A deletionTimestamp cannot be taken back. (Ramen:
internal/controller/drpolicy_controller.go, drcluster_controller.go, drplacementcontrol_controller.go.) What is deleted earlier in
the same plan does not count: it is waited for until it is gone, and then this is judged again.`,
  allowable: false,
  appliesTo: (input) => input.operation === 'remove' && input.removal !== undefined,
  judge: ({ ref, removal }) => {
    const referrers = removal?.referrers ?? [];
    if ('unreadable' in referrers) {
      return {
        message: `what still needs ${formatRef(ref)} cannot be read: ${referrers.unreadable}`,
        help: 'give these credentials the right to list it, then plan again',
      };
    }
    if (referrers.length === 0) return undefined;
    const named = referrers.slice(0, shown).map(sayReferrer).join(', ');
    const more = referrers.length > shown ? ` and ${referrers.length - shown} more` : '';
    return {
      message: `${formatRef(ref)} is still needed by ${named}${more}`,
      help: 'remove those first, in the same Removal or before, and take them out of Git',
    };
  },
  examples: [
    {
      title: 'the policy of an application that stays',
      live: '',
      git: `DRPolicy p5m: none
removes: [DRPolicy p5m]`,
      stops: {
        message: 'drpolicy/p5m is still needed by drpc/shop/cart (spec.drPolicyRef.name)',
        help: 'remove those first, in the same Removal or before, and take them out of Git',
      },
    },
    {
      title: 'a policy together with its last application',
      live: '',
      git: `DRPolicy p5m: none
DRPlacementControl shop/cart: none
removes: [DRPolicy p5m, DRPlacementControl shop/cart]`,
    },
  ],
});

function sayReferrer({ ref, path, inGit }: Referrer): string {
  return `${formatRef(ref)} (${path}${inGit === undefined ? '' : `, in Git: ${inGit}`})`;
}
