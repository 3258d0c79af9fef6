import { busy } from './busy.ts';
import { clearTooEarly } from './clear-too-early.ts';
import { configUsed } from './config-used.ts';
import type { Gate } from './define-gate.ts';
import { failoverPreflight } from './failover-preflight.ts';
import { fence } from './fence.ts';
import { hubRecovery } from './hub-recovery.ts';
import { immutable } from './immutable.ts';
import { implicitDeployment } from './implicit-deployment.ts';
import { keepPvcs } from './keep-pvcs.ts';
import { maxRisk } from './max-risk.ts';
import { noRemoval } from './no-removal.ts';
import { otherEngine } from './other-engine.ts';
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
  immutable,
  otherEngine,
  hubRecovery,
  busy,
  clearTooEarly,
  implicitDeployment,
  preferredNotLocation,
  preferredWithoutRelocate,
  failoverPreflight,
  relocatePreflight,
  testFailoverPromotion,
  fence,
  unfence,
  placementUnscheduled,
  configUsed,
  maxRisk,
];
