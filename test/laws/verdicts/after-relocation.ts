import type { VerdictState } from './verdict.ts';

const relocate = 'cart: { action: Relocate, preferredCluster: dr2 }';

/** A relocation from dr1 to dr2 on its way, and what stood after Git had taken its action or its target away. */
export const afterRelocation: readonly VerdictState[] = [
  // clear dr1, clear dr2, Failover dr2, Failover dr1, Relocate dr1, Relocate dr2, preferredCluster
  {
    name: 'relocating, the application still on dr1',
    live: `${relocate}\nstatus: Initiating/PreparingFinalSync\nconditions: { Available: 'False' }\ndr1: primary/Primary Relocate final sync`,
    stops: 'BC BCI - - B = B',
  },
  {
    name: 'relocating, the decision empty',
    live: `${relocate}\nstatus: Relocating/RunningFinalSync\nconditions: { Available: 'False' }\ndecisions: []\ndr1: primary/Primary Relocate final sync\nlastCluster: dr1`,
    stops: 'BC BCI - - BR = BR',
  },
  {
    // A failover from here was seen to end well only to dr2; to dr1 it starts on a new volume.
    name: 'relocating, both secondary',
    live: `${relocate}\nstatus: Relocating/EnsuringVolumesAreSecondary\nconditions: { Available: 'False' }\ndecisions: []\ndr1: secondary/Secondary Relocate\nlastCluster: dr1`,
    stops: 'BC BCI - F BR = BR',
  },
  {
    name: 'relocated to dr2 and over',
    live: `${relocate}\nstatus: Relocated/Completed\ndecisions: [dr2]\ndr1: secondary/Secondary\ndr2: primary/Primary Relocate`,
    stops: 'CIW - - - - = -',
  },
  {
    name: 'R1: cancelled while the application was on dr1',
    live: 'dr1: primary/Primary Relocate',
    truth: 'Relocate dr1',
    stops: '= W - - - - .',
  },
  {
    name: 'R1late: the application nowhere, all green',
    live: 'dr1: primary/Primary Relocate final sync',
    stops: '= W - - R - .',
    wayOut: 'action: Relocate and preferredCluster: dr2',
  },
  {
    name: 'R2: both secondary, the application nowhere',
    live: `status: Deploying/CreatingMW\nconditions: { Available: 'False', PeerReady: 'False' }\ndecisions: []\ndr1: secondary/Secondary Relocate\nlastCluster: dr1`,
    stops: '= BW - F BR BR .',
    wayOut: 'failoverCluster: dr2',
  },
  {
    name: 'R3: cleared after the end, preferredCluster at dr1',
    live: `status: Deploying/CreatingMW\nconditions: { Available: 'False', Protected: 'False' }\ndecisions: [dr2]\ndr1: secondary/Secondary\ndr2: primary/Primary Relocate`,
    truth: 'Relocate dr2',
    stops: '= B - - BR - .',
    wayOut: 'action: Relocate and preferredCluster: dr2',
  },
  {
    name: 'R4a: preferredCluster put back after the end, a second relocation runs',
    live: `cart: { action: Relocate, preferredCluster: dr1 }\nstatus: Initiating/PreparingFinalSync\nconditions: { Available: 'False' }\ndecisions: [dr2]\ndr1: secondary/Secondary\ndr2: primary/Primary Relocate final sync`,
    stops: 'BCI BC - - = B B',
  },
  // R4b: nothing but the volume itself tells that the application runs on an empty one.
  {
    name: 'R4b: turned round half way, restarted empty, all green',
    live: `cart: { action: Relocate, preferredCluster: dr1 }\nstatus: Relocated/Completed\ndr1: primary/Primary Relocate`,
    stops: '- CIW - - = - -',
  },
  {
    // preferredCluster dr2 again changed nothing; a failover to dr2 was not tried, and nothing speaks against it.
    name: 'R4c: turned round half way, the application nowhere',
    live: `cart: { action: Relocate, preferredCluster: dr1 }\nstatus: Relocating/WaitForReadiness\nconditions: { Available: 'False' }\ndecisions: []\ndr1: primary/Unknown Relocate\nlastCluster: dr1`,
    stops: 'BC BCIW - - = BR BR',
  },
  {
    name: 'D: preferredCluster alone at dr2',
    live: `cart: { preferredCluster: dr2 }\nstatus: Deploying/CreatingMW\nconditions: { Available: 'False', Protected: 'False' }`,
    truth: 'no action, dr1',
    stops: '- = - - BR BR .',
    wayOut: 'preferredCluster back to dr1',
  },
];
