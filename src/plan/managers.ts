import { FIELD_MANAGER } from '../model/annotations.ts';
import type { FieldPath } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import {
  type FieldClaim,
  fieldClaims,
  type LiveObject,
  resourceVersionOf,
  uidOf,
} from '../model/live-object.ts';
import { claimedSteps, type FieldSteps, stepsKey, withoutSteps, withSteps } from './field-set.ts';
import type { PatchOperation } from './planned-change.ts';

export type ManagerClass =
  | { readonly may: 'take-over' }
  | { readonly may: 'never'; readonly engine: string }
  | { readonly may: 'if-allowed' };

/** Managers that write for a machine: fighting them never ends. Patterns are matched whole, `*` is a wildcard. */
const engines: readonly (readonly [pattern: string, engine: string])[] = [
  ['manager', 'an operator built with controller-runtime (Ramen writes under this name)'],
  ['ramen*', 'Ramen'],
  ['argocd-*', 'Argo CD'],
  ['argocd', 'Argo CD'],
  ['kustomize-controller', 'Flux'],
  ['helm-controller', 'Flux'],
  ['flux*', 'Flux'],
  ['kapp-controller', 'kapp-controller'],
  ['helm', 'Helm'],
  ['work', 'Open Cluster Management'],
  ['work-*', 'Open Cluster Management'],
  ['klusterlet*', 'Open Cluster Management'],
  ['registration*', 'Open Cluster Management'],
  ['placement*', 'Open Cluster Management'],
  ['multicluster*', 'Open Cluster Management'],
  ['governance-policy*', 'Open Cluster Management'],
  ['config-policy*', 'Open Cluster Management'],
  ['hive*', 'Hive'],
  ['olm', 'the Operator Lifecycle Manager'],
  ['catalog', 'the Operator Lifecycle Manager'],
  ['velero*', 'Velero'],
];

/** Whose field it is: a person's (may be taken over), an engine's (never), or nobody's we know. */
export function classifyManager(manager: string, takeOver: readonly string[]): ManagerClass {
  const engine = engines.find(([pattern]) => matches(pattern, manager));
  if (engine !== undefined) return { may: 'never', engine: engine[1] };
  if (takeOver.some((pattern) => matches(pattern, manager))) return { may: 'take-over' };
  return { may: 'if-allowed' };
}

function matches(pattern: string, manager: string): boolean {
  const expression = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${expression.join('.*')}$`).test(manager);
}

/** Who else claims a field, apart from status. */
export function otherOwners(live: LiveObject, steps: FieldSteps): readonly FieldClaim[] {
  const key = stepsKey(steps);
  return fieldClaims(live).filter(
    (claim) =>
      !isOurs(claim) &&
      claim.subresource === undefined &&
      claimedSteps(claim).some((owned) => stepsKey(owned) === key),
  );
}

function isOurs(claim: FieldClaim): boolean {
  return claim.manager === FIELD_MANAGER && claim.operation === 'Apply';
}

/** Everything that our own apply claims on a live object. */
export function ourSteps(live: LiveObject): readonly FieldSteps[] {
  return fieldClaims(live).filter(isOurs).flatMap(claimedSteps);
}

/** The newest claim on a field or on what stands above it: who wrote its value, and when. */
export function authorOf(live: LiveObject, path: FieldPath): { manager: string; time?: string } | undefined {
  const steps = path.map((step) => (typeof step === 'string' ? `f:${step}` : `i:${step}`));
  const authors = fieldClaims(live).filter((claim) => !isOurs(claim) && reaches(claim.fields, steps));
  const newest = authors.sort((a, b) => (a.time ?? '').localeCompare(b.time ?? '', 'en')).at(-1);
  if (newest === undefined) return undefined;
  return { manager: newest.manager, ...(newest.time === undefined ? {} : { time: newest.time }) };
}

function reaches(fields: JsonObject, steps: FieldSteps): boolean {
  let node: unknown = fields;
  for (const step of steps) {
    if (typeof node !== 'object' || node === null) return false;
    if (Object.keys(node).length === 0) return true; // an atomic parent
    if (!Object.hasOwn(node, step)) return false;
    node = Reflect.get(node, step);
  }
  return true;
}

/** One field to be taken out of other managers' claims. */
export interface Release {
  readonly steps: FieldSteps;
  /** Absent: every other manager's claim. */
  readonly manager?: string;
  /** The field is to disappear: server-side apply removes only what its manager owned, so it must be ours first. */
  readonly removes: boolean;
}

/**
 * The patch that takes claims out of `managedFields`, bound to UID and resourceVersion, and changes nothing else. Where
 * we own nothing yet, an entry of ours takes the released fields: the server treats an object without any entry as
 * owned by `before-first-apply`, and the apply that follows would conflict with that.
 */
export function releasePatch(live: LiveObject, releases: readonly Release[]): readonly PatchOperation[] {
  const entries = rawEntries(live);
  const removed = releases.filter((release) => release.removes).map((release) => release.steps);
  const kept = entries.flatMap((entry) => {
    const claim = toClaim(entry);
    if (claim === undefined || claim.subresource !== undefined) return [entry];
    if (isOurs(claim)) return [{ ...entry, fieldsV1: withSteps(claim.fields, removed) }];
    const mine = releases.filter(
      (release) => release.manager === undefined || release.manager === claim.manager,
    );
    const fields = withoutSteps(claim.fields, new Set(mine.map((release) => stepsKey(release.steps))));
    return fields === undefined ? [] : [{ ...entry, fieldsV1: fields }];
  });
  const hasOurs = entries.some((entry) => {
    const claim = toClaim(entry);
    return claim !== undefined && isOurs(claim);
  });
  return [
    { op: 'test', path: '/metadata/uid', value: uidOf(live) },
    { op: 'test', path: '/metadata/resourceVersion', value: resourceVersionOf(live) },
    {
      op: 'replace',
      path: '/metadata/managedFields',
      value: hasOurs ? kept : [...kept, ourEntry(live, releases)],
    },
  ];
}

function ourEntry(live: LiveObject, releases: readonly Release[]): JsonObject {
  return {
    manager: FIELD_MANAGER,
    operation: 'Apply',
    apiVersion: live.apiVersion ?? '',
    fieldsType: 'FieldsV1',
    fieldsV1: withSteps(
      {},
      releases.map((release) => release.steps),
    ),
  };
}

function rawEntries(live: LiveObject): readonly JsonObject[] {
  const metadata = live.metadata;
  const entries =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'managedFields') : [];
  return Array.isArray(entries) ? entries : [];
}

function toClaim(entry: JsonObject): FieldClaim | undefined {
  return fieldClaims({ metadata: { managedFields: [entry] } })[0];
}
