import { getString } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { metadataOf, nameOf, type Room } from '../store/write.ts';
import type { Caller } from './caller.ts';

/** What somebody wants to do. */
export interface Action {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Which binding allowed it; none where nobody had to be asked. */
  readonly reason?: string;
}

/** Kubernetes: plugin/pkg/auth/authorizer/rbac. Roles and bindings are objects like any other. */
export function authorize(room: Room, caller: Caller, action: Action): Decision {
  if (caller.groups.includes('system:masters')) return { allowed: true };
  for (const binding of bindingsFor(room, action.namespace)) {
    const subject = subjectsOf(binding).find((each) => isSubject(each, caller));
    if (subject === undefined) continue;
    const rules = rulesOf(room, binding);
    if (rules.some((rule) => permits(rule, action)))
      return { allowed: true, reason: reasonOf(binding, subject) };
  }
  return mayReview(action) ? { allowed: true, reason: basicUser } : { allowed: false };
}

/** What the caller may do in a namespace, rule by rule. */
export function rulesFor(room: Room, caller: Caller, namespace: string): readonly JsonObject[] {
  return bindingsFor(room, namespace)
    .filter((binding) => subjectsOf(binding).some((subject) => isSubject(subject, caller)))
    .flatMap((binding) => rulesOf(room, binding));
}

const RBAC = 'rbac.authorization.k8s.io';

/** Those of the whole cluster first. */
function bindingsFor(room: Room, namespace: string | undefined): readonly JsonObject[] {
  const listed = (kind: string, within?: string): readonly JsonObject[] => {
    const resource = room.resource(RBAC, kind);
    return resource === undefined ? [] : room.store.list(resource, within);
  };
  const own = namespace === undefined || namespace === '' ? [] : listed('RoleBinding', namespace);
  return [...listed('ClusterRoleBinding'), ...own];
}

function subjectsOf({ subjects }: JsonObject): readonly JsonObject[] {
  return isArray(subjects) ? subjects.filter(isObject) : [];
}

function isSubject({ kind, name, namespace }: JsonObject, caller: Caller): boolean {
  switch (kind) {
    case 'User':
      return name === caller.name;
    case 'Group':
      return typeof name === 'string' && caller.groups.includes(name);
    case 'ServiceAccount':
      return caller.name === `system:serviceaccount:${String(namespace)}:${String(name)}`;
    default:
      return false;
  }
}

function rulesOf(room: Room, binding: JsonObject): readonly JsonObject[] {
  const kind = getString(binding, ['roleRef', 'kind']) ?? '';
  const resource = room.resource(RBAC, kind);
  const { namespace } = metadataOf(binding);
  const within = kind === 'Role' && typeof namespace === 'string' ? namespace : undefined;
  const role =
    resource === undefined
      ? undefined
      : room.store.get(resource, within, getString(binding, ['roleRef', 'name']) ?? '');
  return isArray(role?.rules) ? role.rules.filter(isObject) : [];
}

function permits(rule: JsonObject, action: Action): boolean {
  const { verb, group, resource, subresource, name } = action;
  const names = textsOf(rule.resourceNames);
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    (has(rule.resources, whole) ||
      (subresource !== undefined && textsOf(rule.resources).includes(`*/${subresource}`))) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  );
}

/** Or everything, by an asterisk. */
export function has(list: Json | undefined, wanted: string): boolean {
  const texts = textsOf(list);
  return texts.includes('*') || texts.includes(wanted);
}

function textsOf(list: Json | undefined): readonly string[] {
  return isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}

/** Everybody may ask what they may. */
function mayReview({ verb, group, resource }: Action): boolean {
  return verb === 'create' && group.endsWith('.k8s.io') && resource.startsWith('selfsubject');
}

const basicUser =
  'RBAC: allowed by ClusterRoleBinding "system:basic-user" of ClusterRole "system:basic-user" to Group "system:authenticated"';

function reasonOf(binding: JsonObject, subject: JsonObject): string {
  const { namespace } = metadataOf(binding);
  const name = typeof namespace === 'string' ? `${nameOf(binding)}/${namespace}` : nameOf(binding);
  const role = `${getString(binding, ['roleRef', 'kind'])} ${JSON.stringify(getString(binding, ['roleRef', 'name']))}`;
  return `RBAC: allowed by ${String(binding.kind)} ${JSON.stringify(name)} of ${role} to ${String(subject.kind)} ${JSON.stringify(subject.name)}`;
}
