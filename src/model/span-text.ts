/** Seconds in the way people say them, the two largest units: `45s`, `7m12s`, `2h5m`, `3d4h`. */
export function spanText(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count}${unit}`);
    if (count === 0 && parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join('') || '0s';
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;
