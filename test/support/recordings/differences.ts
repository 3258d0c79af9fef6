/** Where the model writes another object than the real operators did, on purpose. */
export interface ObjectDifference {
  /** `cluster Kind`, or a part of it. */
  readonly objects: RegExp;
  readonly path: RegExp;
  readonly what: string;
  readonly sandbox: string;
  readonly why: string;
}

export const objectDifferences: readonly ObjectDifference[] = [
  {
    objects: / VolumeReplication /,
    path: /./,
    what: 'VolumeReplications',
    sandbox: 'not made: storage promotes, demotes and resynchronises as they would have asked it to',
    why: 'they are between the operator and a CSI driver, and nothing on the hub reads them',
  },
  {
    objects: / (VolumeReplicationGroup|DRPlacementControl) /,
    path: /onditions\[5\]\.observedGeneration$/,
    what: '`observedGeneration` of `AutoCleanup` in a VRG',
    sandbox: 'the generation at which the VRG was handled',
    why: 'the real one was one behind once, after an action was taken away from a secondary',
  },
];

/** What no object shows. */
export interface LifeDifference {
  readonly what: string;
  readonly sandbox: string;
  readonly why: string;
}

export const lifeDifferences: readonly LifeDifference[] = [
  {
    what: 'how long each party takes',
    sandbox: 'always the same: a failover or a relocation takes two seconds',
    why: 'the same inputs end in the same bytes; in the field storage and delivery take minutes, so that the dangerous moments are longer there',
  },
  {
    what: 'races',
    sandbox: 'end in one of the recorded endings; with another pace in the other one',
    why: 'a rehearsal that ends differently each time teaches nothing',
  },
  {
    what: 'an application',
    sandbox: 'has one claim, `data`, and acknowledges a write every half second while it runs',
    why: 'so that lost data is a number',
  },
  {
    what: 'a month without an event',
    sandbox: 'leaves out whole periods of synchronisation, each of which would have found nothing else',
    why: 'a life of 30 days takes milliseconds',
  },
  {
    what: 'a failover to the other cluster after a relocation that was reverted half way',
    sandbox: 'the application writes once or twice where it flickers up on an empty volume',
    why: 'the real one was stopped before its first write; its flicker took as long',
  },
  {
    what: 'the message of a VRG whose claim is in the way of a restore',
    sandbox: '`Failed to restore PVs/PVCs`, without the names of PVs',
    why: 'there are no PVs in the sandbox; the real one was seen in the operator’s log only',
  },
  {
    what: 'replication across both sites writing at once',
    sandbox: 'neither copy takes over the other’s writes until an action chooses one',
    why: 'so it was seen; some storages stop with an error instead',
  },
];
