import { getString } from '../../src/model/field-path.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';

/** A Removal of these entries, as flow maps. */
export function removalOf(entries: readonly string[], expires = '2999-12-31'): string {
  return `apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-cart }
spec:
  objects:
${entries.map((entry) => `    - ${entry}\n`).join('')}  reason: application retired
  approvedBy: [dr-approvers]
  expires: ${expires}
`;
}

/** The entry for an object on the sandbox's hub, with its UID. */
export function entryFor(
  sandbox: Sandbox,
  kind: string,
  namespace: string | undefined,
  name: string,
): string {
  const uid = getString(sandbox.world.hub.get(kind, namespace, name), ['metadata', 'uid']) ?? '';
  const place = namespace === undefined ? '' : `namespace: ${namespace}, `;
  return `{ kind: ${kind}, ${place}name: ${name}, uid: ${uid} }`;
}
