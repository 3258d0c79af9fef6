/** Something that a plan needs and that the credentials for one cluster do not allow. */
export interface MissingPermission {
  readonly cluster: string;
  /** Empty: the core group. */
  readonly group: string;
  /** As in a URL: `drplacementcontrols`. */
  readonly resource: string;
  /** Absent for what has none. */
  readonly namespace?: string;
  readonly verbs: readonly string[];
}
