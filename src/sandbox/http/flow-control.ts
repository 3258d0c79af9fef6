import { getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../../model/json.ts';
import { type Action, has } from '../access/authorize.ts';
import { admin, type Caller } from '../access/caller.ts';
import { metadataOf, nameOf, type Room } from '../store/write.ts';
import { actionOf } from './action.ts';
import type { ApiRequest } from './api-request.ts';
import { parseRoute } from './route.ts';

/** A request that a FlowSchema has sent to a priority level. */
export interface Turn {
  readonly schemaUid: string;
  readonly levelUid: string;
  /** False where the level has no seat left: too many requests. */
  readonly granted: boolean;
  /** Gives the seat back. */
  end(): void;
}

/**
 * Priority and fairness as far as it refuses somebody: a level without shares, that may not borrow, serves one request at a
 * time. Other levels have seats enough. Kubernetes: apiserver/pkg/util/flowcontrol.
 */
export function createFlowControl(
  room: Room,
): (request: Pick<ApiRequest, 'method' | 'path' | 'query' | 'caller'>) => Turn | undefined {
  const busy = new Set<string>();
  return (request) => {
    const { caller = admin } = request;
    const route = parseRoute(request.path);
    // FlowSchema `exempt` comes with every server, and first.
    if (route.type !== 'resource' || caller.groups.includes('system:masters')) return undefined;
    const found = classify(room, caller, actionOf(request, route));
    if (found === undefined) return undefined;
    const [schemaUid, levelUid] = [uidOf(found.schema), uidOf(found.level)];
    const granted = !isNarrow(found.level) || !busy.has(levelUid);
    if (granted) busy.add(levelUid);
    const end = (): void => void (granted && busy.delete(levelUid));
    return { schemaUid, levelUid, granted, end };
  };
}

interface Found {
  readonly schema: JsonObject;
  readonly level: JsonObject;
}

/** The first schema that matches; one whose level is not there does not count. */
function classify(room: Room, caller: Caller, action: Action): Found | undefined {
  const schemas = listed(room, 'FlowSchema');
  if (schemas.length === 0) return undefined;
  const levels = new Map(listed(room, 'PriorityLevelConfiguration').map((level) => [nameOf(level), level]));
  const inOrder = [...schemas].sort((a, b) => precedenceOf(a) - precedenceOf(b));
  for (const schema of inOrder) {
    const level = levels.get(getString(schema, ['spec', 'priorityLevelConfiguration', 'name']) ?? '');
    const rules = objectsAt(schema, ['spec', 'rules']);
    if (level !== undefined && rules.some((rule) => matches(rule, caller, action))) return { schema, level };
  }
  return undefined;
}

/** By name, which decides between schemas of one precedence. */
function listed(room: Room, kind: string): readonly JsonObject[] {
  const resource = room.resource('flowcontrol.apiserver.k8s.io', kind);
  return resource === undefined ? [] : room.store.list(resource, undefined);
}

function precedenceOf(schema: JsonObject): number {
  return Number(getAt(schema, ['spec', 'matchingPrecedence']));
}

/** Kubernetes: apiserver/pkg/util/flowcontrol/rule.go. */
function matches(rule: JsonObject, caller: Caller, action: Action): boolean {
  return (
    objectsAt(rule, ['subjects']).some((subject) => isSubject(subject, caller)) &&
    objectsAt(rule, ['resourceRules']).some((each) => permits(each, action))
  );
}

function isSubject(subject: JsonObject, { name, groups }: Caller): boolean {
  switch (subject.kind) {
    case 'User':
      return ['*', name].includes(getString(subject, ['user', 'name']) ?? '');
    case 'Group': {
      const group = getString(subject, ['group', 'name']) ?? '';
      return group === '*' || groups.includes(group);
    }
    case 'ServiceAccount': {
      const own = `system:serviceaccount:${getString(subject, ['serviceAccount', 'namespace'])}:`;
      const account = getString(subject, ['serviceAccount', 'name']) ?? '';
      return account === '*' ? name.startsWith(own) : name === own + account;
    }
    default:
      return false;
  }
}

function permits(rule: JsonObject, { verb, group, resource, subresource, namespace }: Action): boolean {
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    has(rule.resources, whole) &&
    (namespace === undefined ? rule.clusterScope === true : has(rule.namespaces, namespace))
  );
}

function isNarrow({ spec = {} }: JsonObject): boolean {
  return (
    getString(spec, ['type']) === 'Limited' &&
    getAt(spec, ['limited', 'nominalConcurrencyShares']) === 0 &&
    getAt(spec, ['limited', 'borrowingLimitPercent']) === 0
  );
}

function uidOf(object: JsonObject): string {
  return String(metadataOf(object).uid);
}

function objectsAt(object: JsonObject, path: readonly string[]): readonly JsonObject[] {
  const found = getAt(object, path);
  return isArray(found) ? found.filter(isObject) : [];
}
