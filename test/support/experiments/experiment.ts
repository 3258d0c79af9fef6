import type { Pace } from '../../../src/sandbox/ramen/pace.ts';
import type { Stream } from '../recordings/recording.ts';

/** What can be seen or counted; a message is compared by the words it must hold. */
export type Fact =
  | Stream
  | 'Available'
  | 'PeerReady'
  | 'Protected'
  | 'lastGroupSyncTime'
  /** How old it is: `fresh`, `old` (more than two intervals), none. */
  | 'lastSync'
  /** What the VRG of dr1 is on its way to: `prepareForFinalSync`, `runFinalSync`, none. */
  | 'finalSync'
  /** What OCM says of dr1: whether it is available. */
  | 'reachable'
  | 'archived'
  | 'primaries'
  /** Where the application runs and takes writes: `dr1`, `dr1+dr2`, `nowhere`. */
  | 'runs'
  /** Acknowledged writes on no copy any more: none, some, all. */
  | 'lost'
  /** Acknowledged writes that the application does not see where it runs: `dr1 none`, `dr1 some, dr2 some`. */
  | 'missing';

export type Expectation = Readonly<Partial<Record<Fact, string>>>;

/**
 * A run of the real operators of which no recording is kept: what was done, in the recordings' words, and what was seen.
 * Besides: `pass 1.5` lets seconds pass, `until phase X` waits for a state, `refuse works of dr1` makes the hub refuse to
 * change them.
 */
export interface Experiment {
  readonly name: string;
  readonly about: string;
  readonly pace?: Partial<Pace>;
  readonly steps: readonly (string | Expectation)[];
}
