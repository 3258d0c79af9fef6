/** Seconds of a Go duration, as Ramen writes them: `1h2m3.5s`, `850ms`; undefined for what is none. */
export function goDurationSeconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^([\d.]+(h|ms|m|s|µs|us|ns))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|µs|us|ns|h|m|s)/g)) {
    seconds += Number(amount) * (unitSeconds[unit ?? ''] ?? 0);
  }
  return seconds;
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
