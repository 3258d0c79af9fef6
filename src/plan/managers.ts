import { annotation, FIELD_MANAGER } from '../model/annotations.ts';
import { compareText } from '../model/finding.ts';
import type { JsonObject } from '../model/json.ts';
import {
  type FieldClaim,
  fieldClaims,
  type LiveObject,
  resourceVersionOf,
  uidOf,
} from '../model/live-object.ts';
import { claimedSteps, type FieldSteps, stepsKey, stepsOf, withoutSteps, withSteps } from './field-set.ts';
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
];

/**
 * Whose field it is: a person's (may be taken over), an engine's (never), or nobody's we know. Our own name on somebody
 * else's update (`kubectl patch --field-manager`, a patch of ours before there was an apply) is our own field.
 */
export function classifyManager(manager: string, takeOver: readonly string[]): ManagerClass {
  if (manager === FIELD_MANAGER) return { may: 'take-over' };
  const engine = engines.find(([pattern]) => matches(pattern, manager));
  if (engine !== undefined) return { may: 'never', engine: engine[1] };
  if (takeOver.some((pattern) => matches(pattern, manager))) return { may: 'take-over' };
  return { may: 'if-allowed' };
}

/** Ramen's operators write under the name of their binary. */
export function isRamen(manager: string): boolean {
  return manager === 'manager' || matches('ramen*', manager);
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

export function isOurs(claim: FieldClaim): boolean {
  return claim.manager === FIELD_MANAGER && claim.operation === 'Apply';
}

/** Everything that our own apply claims on a live object. */
export function ourSteps(live: LiveObject): readonly FieldSteps[] {
  return fieldClaims(live).filter(isOurs).flatMap(claimedSteps);
}

export interface Author {
  readonly manager: string;
  readonly time?: string;
}

/** Others that claim a field: who wrote its value, and when; the newest first. */
export function authorsOf(live: LiveObject, steps: FieldSteps): readonly Author[] {
  return otherOwners(live, steps)
    .toSorted((a, b) => compareText(b.time ?? '', a.time ?? '') || compareText(a.manager, b.manager))
    .map(({ manager, time }) => ({ manager, ...(time === undefined ? {} : { time }) }));
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
 * we own nothing yet an entry of ours is added, for the annotation that the apply is about to write: the server treats an
 * object without any entry as owned by `before-first-apply`, and that apply would conflict with it. What is released stays
 * nobody's until then, so that a run that ends here has not made it ours to remove.
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
      value: hasOurs ? kept : [...kept, ourEntry(live, removed)],
    },
  ];
}

function ourEntry(live: LiveObject, removed: readonly FieldSteps[]): JsonObject {
  return {
    manager: FIELD_MANAGER,
    operation: 'Apply',
    apiVersion: live.apiVersion ?? '',
    fieldsType: 'FieldsV1',
    fieldsV1: withSteps({}, [stepsOf(['metadata', 'annotations', annotation.applied]), ...removed]),
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
