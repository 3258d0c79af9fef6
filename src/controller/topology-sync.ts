import type { MirrorRef } from '../git/mirror.ts';
import { API_VERSION } from '../model/annotations.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { type Risk, riskClasses } from '../model/plan.ts';
import { parseInterval } from './interval.ts';
import type { Grant } from './permissions.ts';

/** Why an object cannot be worked on, whatever happens, until somebody corrects it. */
export interface Problem {
  /** CamelCase, for a condition. */
  readonly reason: string;
  readonly message: string;
}

export interface ManagedClusterAccess {
  readonly name: string;
  /** Expected UID of namespace kube-system. */
  readonly id?: string;
  readonly secret: { readonly name: string; readonly key: string };
}

/** What a TopologySync asks for, with defaults filled in. */
export interface SyncSpec {
  readonly url: string;
  readonly ref: MirrorRef;
  readonly path: string;
  /** Name of the Secret with the credentials of the repository. */
  readonly secret?: string;
  /** Name of the Secret with the people one of whom must have signed the commit. */
  readonly signers?: string;
  readonly mode: 'enforce' | 'observe';
  readonly intervalMs: number;
  readonly hubId?: string;
  readonly maxRisk: Risk;
  readonly allow: readonly Grant[];
  readonly takeOver?: readonly string[];
  readonly managedClusters: readonly ManagedClusterAccess[];
  /** Name of the Secret with the key of the webhook. */
  readonly webhookSecret?: string;
  /** The branch that what was done on the clusters is pushed to; `{name}` is filled in. */
  readonly adoptInto?: string;
}

export const topologySyncKind = { apiVersion: API_VERSION, kind: 'TopologySync' } as const;

const TEN_MINUTES_MS = 600_000;

export function isSuspended(object: LiveObject): boolean {
  return getAt(object, ['spec', 'suspend']) === true;
}

/** The server has checked most of this by the CRD; an older CRD, or none of its rules, must not open a door. */
export function parseTopologySync(object: LiveObject): SyncSpec | Problem {
  const spec = getAt(object, ['spec']);
  const url = getString(spec, ['source', 'url']);
  if (!isObject(spec) || url === undefined) return invalid('spec.source.url is missing');
  const interval = getString(spec, ['interval']);
  const intervalMs = interval === undefined ? TEN_MINUTES_MS : parseInterval(interval);
  if (intervalMs === undefined)
    return invalid(`spec.interval ${JSON.stringify(interval)} is no duration such as 10m`);
  const mode = getString(spec, ['mode']) ?? 'observe';
  if (mode !== 'enforce' && mode !== 'observe') return invalid('spec.mode is neither enforce nor observe');
  const hubId = getString(spec, ['hub', 'id']);
  if (mode === 'enforce' && hubId === undefined) {
    return {
      reason: 'HubIdMissing',
      message: 'mode enforce needs spec.hub.id: the UID of namespace kube-system of this cluster',
    };
  }
  const signers = getString(spec, ['verify', 'secretRef', 'name']);
  // To go on without it would use commits that nobody signed.
  if (spec.verify !== undefined && signers === undefined) {
    return invalid('spec.verify names no Secret: spec.verify.secretRef.name is missing');
  }
  const maxRisk = getString(spec, ['maxRisk']) ?? 'reversible';
  const risk = riskClasses.find((known) => known === maxRisk);
  if (risk === undefined) return invalid(`spec.maxRisk ${JSON.stringify(maxRisk)} is no class of risk`);
  const managedClusters = objectsAt(spec, 'managedClusters').map(managedClusterOf);
  if (managedClusters.some(({ name }) => name === 'hub' || name === '')) {
    return invalid('spec.managedClusters: a managed cluster cannot be named "hub"');
  }
  const pushTo = getString(spec, ['adopt', 'pushTo']);
  if (spec.adopt !== undefined && pushTo === undefined)
    return invalid('spec.adopt names no branch: spec.adopt.pushTo is missing');
  const name = getString(object, ['metadata', 'name']) ?? '';
  const adoptInto = pushTo?.replaceAll('{name}', name);
  const secret = getString(spec, ['source', 'secretRef', 'name']);
  const webhookSecret = getString(spec, ['webhook', 'secretRef', 'name']);
  return {
    url,
    ref: refOf(getAt(spec, ['source', 'ref'])),
    path: getString(spec, ['source', 'path']) ?? '.',
    ...(secret === undefined ? {} : { secret }),
    ...(signers === undefined ? {} : { signers }),
    mode,
    intervalMs,
    ...(hubId === undefined ? {} : { hubId }),
    maxRisk: risk,
    allow: objectsAt(spec, 'allow').map(grantOf),
    ...(isArray(spec.takeOver) ? { takeOver: textsOf(spec.takeOver) } : {}),
    managedClusters,
    ...(webhookSecret === undefined ? {} : { webhookSecret }),
    ...(adoptInto === undefined ? {} : { adoptInto }),
  };
}

export function isProblem(value: SyncSpec | Problem): value is Problem {
  return 'reason' in value;
}

/** As conditions and humans know a commit: `main@sha1:<commit>`. */
export function revisionOf(ref: MirrorRef, commit: string): string {
  const digest = `${commit.length === 64 ? 'sha256' : 'sha1'}:${commit}`;
  if ('commit' in ref) return digest;
  if ('head' in ref) return `HEAD@${digest}`;
  return `${'branch' in ref ? ref.branch : ref.tag}@${digest}`;
}

function invalid(message: string): Problem {
  return { reason: 'InvalidSpec', message };
}

function refOf(ref: Json | undefined): MirrorRef {
  const commit = getString(ref, ['commit']);
  if (commit !== undefined) return { commit };
  const tag = getString(ref, ['tag']);
  if (tag !== undefined) return { tag };
  const branch = getString(ref, ['branch']);
  return branch === undefined ? { head: true } : { branch };
}

function managedClusterOf(raw: JsonObject): ManagedClusterAccess {
  const id = getString(raw, ['id']);
  return {
    name: getString(raw, ['name']) ?? '',
    ...(id === undefined ? {} : { id }),
    secret: {
      name: getString(raw, ['kubeconfig', 'secretRef', 'name']) ?? '',
      key: getString(raw, ['kubeconfig', 'secretRef', 'key']) ?? 'value',
    },
  };
}

function grantOf(raw: JsonObject): Grant {
  return {
    gate: getString(raw, ['gate']) ?? '',
    object: getString(raw, ['object']) ?? '',
    until: getString(raw, ['until']) ?? '',
  };
}

function objectsAt(spec: JsonObject, key: string): readonly JsonObject[] {
  const found = spec[key];
  return isArray(found) ? found.filter(isObject) : [];
}

function textsOf(items: readonly Json[]): readonly string[] {
  return items.filter((item) => typeof item === 'string');
}
