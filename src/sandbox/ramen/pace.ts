/** How long each party takes, in milliseconds of sandbox time. */
export interface Pace {
  /** From a change on the hub to the next look of a hub controller. */
  readonly hubReconcile: number;
  /** From what a hub controller does to the status it writes about it. */
  readonly hubStatus: number;
  /** From a change on a managed cluster until the hub sees it (ManagedClusterView). */
  readonly view: number;
  /** From one look of a view at its object to the next. */
  readonly viewInterval: number;
  /** From the making of a ManagedClusterView to its first answer. */
  readonly newView: number;
  /** From the loss of a cluster until OCM says that its lease has run out. */
  readonly lease: number;
  /** OCM's work agent carries a ManifestWork to its cluster. */
  readonly workAgent: number;
  /** The dr-cluster operator handles a VRG. */
  readonly operator: number;
  /** The dr-cluster operator's first handling of a new secondary, from Unknown to Secondary. */
  readonly secondaryStart: number;
  /** From a primary VRG's first synchronisation to its storing in the object stores. */
  readonly storeVrg: number;
  /** Storage makes a copy primary. */
  readonly promote: number;
  /** From a first primary copy to a complete secondary one. */
  readonly firstSync: number;
  /** Storage makes a copy secondary, resynchronising it where asked. */
  readonly demote: number;
  /** From the return of a lost cluster to the next completed synchronisation. */
  readonly resync: number;
  /** The application's delivery follows a placement decision. */
  readonly delivery: number;
  /** From delivered to running. */
  readonly appStart: number;
  /** One acknowledged write of a running application. */
  readonly writeEvery: number;
  /** Before a controller tries again what failed unexpectedly. */
  readonly retry: number;
}

/**
 * As the real operators were seen on an idle machine, with somewhat slower storage and agents:
 * a failover or a relocation takes about two seconds.
 */
export const usualPace: Pace = {
  hubReconcile: 15,
  hubStatus: 15,
  view: 40,
  viewInterval: 180,
  newView: 120,
  lease: 5000,
  workAgent: 160,
  operator: 50,
  secondaryStart: 1050,
  storeVrg: 500,
  promote: 300,
  firstSync: 400,
  demote: 300,
  resync: 1000,
  delivery: 100,
  appStart: 200,
  writeEvery: 500,
  retry: 1000,
};
