import { busy } from './busy.ts';
import { clearTooEarly } from './clear-too-early.ts';
import type { Gate } from './define-gate.ts';
import { failoverPreflight } from './failover-preflight.ts';
import { hubRecovery } from './hub-recovery.ts';
import { implicitDeployment } from './implicit-deployment.ts';
import { keepPvcs } from './keep-pvcs.ts';
import { maxRisk } from './max-risk.ts';
import { noRemoval } from './no-removal.ts';
import { placementUnscheduled } from './placement-unscheduled.ts';
import { preferredNotLocation } from './preferred-not-location.ts';
import { preferredWithoutRelocate } from './preferred-without-relocate.ts';
import { relocatePreflight } from './relocate-preflight.ts';
import { removalShare } from './removal-share.ts';
import { stillReferenced } from './still-referenced.ts';
import { testFailoverPromotion } from './test-failover-promotion.ts';
import { unfence } from './unfence.ts';

/** Every gate, in the order in which their refusals are shown. */
export const gates: readonly Gate[] = [
  noRemoval,
  stillReferenced,
  removalShare,
  keepPvcs,
  hubRecovery,
  busy,
  clearTooEarly,
  implicitDeployment,
  preferredNotLocation,
  preferredWithoutRelocate,
  failoverPreflight,
  relocatePreflight,
  testFailoverPromotion,
  unfence,
  placementUnscheduled,
  maxRisk,
];
