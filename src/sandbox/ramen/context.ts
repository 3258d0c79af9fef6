import type { SandboxWorld } from '../world.ts';
import type { Applications } from './applications.ts';
import type { Pace } from './pace.ts';
import type { S3Stores } from './s3-stores.ts';
import type { VrgViews } from './vrg-views.ts';

/** What a test or a rehearsal can hold back on one managed cluster. */
export type HeldPart = 'operator' | 'storage';

/** What the operators of the model share. */
export interface RamenContext {
  readonly world: SandboxWorld;
  readonly pace: Pace;
  readonly applications: Applications;
  readonly views: VrgViews;
  readonly stores: S3Stores;
  /** The cluster is unreachable: its agents, its operator and its applications stand still. */
  isLost(cluster: string): boolean;
  isHeld(cluster: string, part: HeldPart): boolean;
  /** Told of every failure that a controller did not expect; it tries again by itself. */
  onError(error: unknown): void;
}
