/** As Kubernetes writes a time: whole seconds. */
export function rfc3339(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}
