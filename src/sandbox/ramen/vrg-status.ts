import { getAt, getString } from '../../model/field-path.ts';
import { isObject, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import { generationOf } from '../../model/live-object.ts';
import type { SandboxCluster } from '../world.ts';
import type { Site } from './applications.ts';
import { conditionList, timestamp } from './conditions.ts';
import type { RamenContext } from './context.ts';
import { listOf, nameOf, namespaceOf } from './metadata.ts';
import { protectedClaim } from './protected-claim.ts';
import { type VrgFinding, vrgConditions } from './vrg-conditions.ts';

/** The status of a VRG after one handling, written where it says something new. */
export function writeVrgStatus(
  context: RamenContext,
  managed: SandboxCluster,
  vrg: JsonObject,
  site: Site,
  finding: VrgFinding,
  restored: boolean,
): void {
  const before = isObject(vrg.status) ? vrg.status : undefined;
  const generation = generationOf(vrg) ?? 0;
  const now = timestamp(context.world.now());
  const ready = !['promoting', 'restoring', 'starting', 'demoting', 'stuck'].includes(finding.step);
  const primary = finding.role === 'primary';
  const failing = finding.step === 'unstored' ? finding.failing : undefined;
  const conditions = vrgConditions(finding, restored, isFinalSync(vrg));
  const status: JsonObject = {
    state: ready ? (primary ? 'Primary' : 'Secondary') : 'Unknown',
    observedGeneration: generation,
    kubeObjectProtection: {},
    ...(site.claim !== undefined && finding.step !== 'promoting' && site.lastSync !== undefined
      ? { lastGroupSyncTime: timestamp(site.lastSync) }
      : {}),
    ...(primary && isFinalSync(vrg) ? { prepareForFinalSyncComplete: true } : {}),
    ...(primary && ready && getAt(vrg, ['spec', 'runFinalSync']) === true ? { finalSyncComplete: true } : {}),
    ...(site.claim !== undefined && finding.step !== 'no claims'
      ? { protectedPVCs: [protectedClaim(managed, vrg, site, { ready, failing }, now)] }
      : {}),
    conditions: conditionList(conditions, before, generation, now).map((each) => hooksAsBefore(each, before)),
  };
  const { lastUpdateTime: _, ...same } = before ?? {};
  if (jsonEquals(same, status)) return;
  const written = { ...status, lastUpdateTime: now };
  managed.updateStatus('VolumeReplicationGroup', namespaceOf(vrg), nameOf(vrg), written, 'manager');
}

/** Nobody says anything about hooks after the first time, so theirs stays at the generation of then. */
function hooksAsBefore(condition: JsonObject, before: JsonObject | undefined): Json {
  if (condition.type !== 'HooksReady') return condition;
  const known = listOf({ status: before ?? {} }, ['status', 'conditions']);
  return known.find((each) => getString(each, ['type']) === 'HooksReady') ?? condition;
}

/** The VRG is on its way out of a relocation. */
export function isFinalSync(vrg: JsonObject): boolean {
  return (
    getAt(vrg, ['spec', 'prepareForFinalSync']) === true || getAt(vrg, ['spec', 'runFinalSync']) === true
  );
}
