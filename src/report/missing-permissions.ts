import type { MissingPermission } from '../model/missing-permission.ts';
import { printable } from './printable.ts';

/** What is missing, one line a resource and place. */
export function describeMissing(missing: readonly MissingPermission[]): string {
  const lines = missing.map((permission) => {
    const { cluster, verbs, resource, group } = permission;
    const what = group === '' ? resource : `${resource}.${group}`;
    return `  ${printable(cluster)}: ${verbs.join(', ')} ${what}${placeOf(permission)}`;
  });
  return `the credentials do not allow all that the plan needs, so nothing was written:\n${lines.join('\n')}`;
}

/** The RBAC rules that would allow it. */
export function renderRules(missing: readonly MissingPermission[]): string {
  return missing
    .map((permission) => {
      const { cluster, group, resource, verbs } = permission;
      const list = (items: readonly string[]): string =>
        `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
      return `    # ${printable(cluster)}${placeOf(permission)}\n    - apiGroups: ${list([group])}\n      resources: ${list([resource])}\n      verbs: ${list(verbs)}`;
    })
    .join('\n');
}

function placeOf({ namespace }: MissingPermission): string {
  return namespace === undefined ? '' : ` in namespace ${printable(namespace)}`;
}
