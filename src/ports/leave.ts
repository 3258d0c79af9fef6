/** Leave to write to clusters, which is asked of the hub again and again, and may end at any moment. */
export interface Leave {
  /** Asked without a pause before a write goes out. */
  isValid(): boolean;
  /** Aborts when it has ended. */
  readonly ended: AbortSignal;
  /** Milliseconds after which the server gives up a write that it has not finished. */
  readonly writeTimeoutMs: number;
}
