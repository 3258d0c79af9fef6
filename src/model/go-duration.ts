/** Seconds of a Go duration, as Ramen writes them: `1h2m3.5s`, `850ms`; undefined for what is none. */
export function goDurationSeconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^([\d.]+(h|ms|m|s|µs|us|ns))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|µs|us|ns|h|m|s)/g)) {
    seconds += Number(amount) * (unitSeconds[unit ?? ''] ?? 0);
  }
  return seconds;
}

/** As Go prints it: `5m` is `5m0s`. What is no whole number of seconds stays as it is written. Go: time, Duration.String. */
export function goSpelling(text: string): string {
  const total = goDurationSeconds(text);
  if (total === undefined || total === 0 || !Number.isInteger(total)) return text;
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

const unitSeconds: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  µs: 1e-6,
  us: 1e-6,
  ns: 1e-9,
};
