import { ApiError } from '../store/api-error.ts';
import type { Room } from '../store/write.ts';
import { type Action, authorize } from './authorize.ts';
import type { Caller } from './caller.ts';

/** Throws the 403 that the server answers. Kubernetes: apiserver, endpoints/handlers/responsewriters/errors.go. */
export function requirePermission(room: Room, caller: Caller, action: Action): void {
  if (authorize(room, caller, action).allowed) return;
  const { verb, group, resource, subresource, namespace, name } = action;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where =
    namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const subject = group === '' ? resource : `${resource}.${group}`;
  const named = name === undefined ? subject : `${subject} ${JSON.stringify(name)}`;
  const why = `User ${JSON.stringify(caller.name)} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`;
  throw new ApiError(403, 'Forbidden', `${named} is forbidden: ${why}`, {
    ...(name === undefined ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: resource,
  });
}
