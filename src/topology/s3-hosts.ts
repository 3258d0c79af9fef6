/** A host name that means something inside one cluster or one machine only. */
export function isClusterLocal(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  if (/^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/.test(host)) return true;
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  if (host.endsWith('.svc') || host.endsWith('.cluster.local')) return true;
  return !host.includes('.') && !host.startsWith('[');
}
