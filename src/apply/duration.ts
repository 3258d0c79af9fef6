/** `10m`, `90s`: as `--wait` takes it. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return `${milliseconds}ms`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
