import { decidedClusters } from '../situation.ts';
import { defineGate, isApplication } from './define-gate.ts';

/** A placement that has already decided says where the application is; protecting it from elsewhere moves it. */
export const preferredNotLocation = defineGate({
  id: 'preferred-not-location',
  summary: 'A new protection names another cluster than the one the application was placed on.',
  why: `When a DRPlacementControl is created for an application that runs already, Ramen takes over its Placement and writes the
decision for preferredCluster. If that is not where the application runs, it is moved there and starts on new, empty volumes:
nothing has been replicated yet. (Ramen: internal/controller/drplacementcontrol.go, getHomeCluster, startDeploying.)`,
  appliesTo: (input) => isApplication(input) && input.operation === 'create',
  judge: ({ situation, after, name }) => {
    if (situation?.decisions === undefined) {
      return {
        message: `the PlacementDecisions of ${name} cannot be read, so nobody can tell where it runs`,
        help: 'give ramen-sync the right to list them, then plan again',
      };
    }
    if ([...situation.vrgs.values()].some((sight) => sight.seen === 'vrg')) return undefined;
    const placed = decidedClusters(situation.decisions);
    if (placed.length === 0 || (placed.length === 1 && placed[0] === after.preferredCluster))
      return undefined;
    return {
      message: `${name} is already placed on ${placed.join(' and ')}, but preferredCluster is ${after.preferredCluster ?? 'absent'}: Ramen would move it there, to empty volumes`,
      help: `set preferredCluster: ${placed[0] ?? ''}, and relocate once it is protected`,
    };
  },
  examples: [
    {
      title: 'protection for an application that was placed on another cluster',
      live: `cart: none
decisions: [dr2]
dr1: absent
dr2: absent`,
      git: '',
      stops: {
        message:
          'shop/cart is already placed on dr2, but preferredCluster is dr1: Ramen would move it there, to empty volumes',
        help: 'set preferredCluster: dr2, and relocate once it is protected',
      },
    },
    {
      title: 'protection where it was placed',
      live: `cart: none
decisions: [dr1]
dr1: absent
dr2: absent`,
      git: '',
    },
  ],
});
