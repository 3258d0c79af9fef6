import type { IncomingHttpHeaders } from 'node:http';

/** Who asks, as RBAC sees them. */
export interface Caller {
  readonly name: string;
  readonly groups: readonly string[];
}

/** Whoever has the sandbox's kubeconfig, or no token at all: kubectl sends none over plain HTTP. */
export const admin: Caller = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };

/** An administrator may speak for anybody, as `kubectl --as` and `as` in a kubeconfig do. */
export function callerOf(headers: IncomingHttpHeaders): Caller {
  const name = textOf(headers['impersonate-user']);
  if (name === undefined) return admin;
  const groups = (textOf(headers['impersonate-group']) ?? '').split(',').map((group) => group.trim());
  return { name, groups: [...new Set([...groups.filter((group) => group !== ''), 'system:authenticated'])] };
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(',');
}
