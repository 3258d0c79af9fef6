const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A shorter one would only load the forge. */
const SHORTEST_MS = 1000;

/** `10m` or `1h30m` to milliseconds, at least a second; undefined where it is no duration. */
export function parseInterval(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smh])/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return undefined;
  const total = parts.reduce((sum, part) => sum + Number(part[1]) * (units[part[2] ?? ''] ?? 0), 0);
  return Math.max(SHORTEST_MS, total);
}
