/** Dates, times and durations as Go and the API server's formats read them (Kubernetes: kube-openapi/pkg/validation/strfmt). */

export function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** The time of day ends where another `t` stands, as in the server's own reading. */
export function isDateTime(value: string): boolean {
  const [day = '', time] = value.toLowerCase().split('t');
  const match = /^(\d{2}):(\d{2}):(\d{2})(.\d+)?(z|[+-]\d{2}:\d{2})$/u.exec(time ?? '');
  if (match === null || !isDate(day)) return false;
  const [, hours = '', minutes = '', seconds = ''] = match;
  return hours <= '23' && minutes <= '59' && seconds <= '59';
}

export function isGoTime(value: string): boolean {
  return goTimestamp(value) !== undefined;
}

const goTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** RFC 3339 as Go's parser takes it; undefined for what it does not. */
export function goTimestamp(value: string): Date | undefined {
  const match = goTime.exec(value);
  const [, day = '', hours, minutes, seconds, fraction = '', sign, zoneHours, zoneMinutes] = match ?? [];
  if (match === null || !isDate(day)) return undefined;
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  const [zoneHour, zoneMinute] = [Number(zoneHours ?? 0), Number(zoneMinutes ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || zoneHour > 24 || zoneMinute > 60) return undefined;
  const milliseconds = Math.floor(Number(`0.${fraction}0`) * 1000);
  const offset = (sign === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute);
  const ofDay = ((hour * 60 + minute - offset) * 60 + second) * 1000 + milliseconds;
  return new Date(Date.parse(`${day}T00:00:00Z`) + ofDay);
}

export function isDuration(value: string): boolean {
  return durationSeconds(value) !== undefined;
}

// Escapes: one letter beyond ASCII in a pattern, and the whole bundle is kept as wide letters.
const goDuration = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/;

/** Each has its short form, other words for it, and one that may go on. */
const units: readonly (readonly [seconds: number, words: readonly string[], start: string])[] = [
  [1e-9, ['ns'], 'nano'],
  [1e-6, ['us', 'µs', 'μs'], 'micro'],
  [1e-3, ['ms'], 'milli'],
  [1, ['s'], 'sec'],
  [60, ['m'], 'min'],
  [3600, ['h', 'hr'], 'hour'],
  [86_400, ['d'], 'day'],
  [604_800, ['w', 'wk'], 'week'],
];

const LARGEST_NANOS = 2n ** 63n - 1n;

/**
 * Go's own durations, and loosely also `1d`, `1 hour`, `2 weeks`, whatever number with a unit that it knows. Read loosely,
 * what does not fit into 64 bits of nanoseconds begins anew from below, as in Go.
 */
export function durationSeconds(value: string): number | undefined {
  if (goDuration.test(value)) {
    const parts = [...value.matchAll(/(\d+(?:\.\d*)?|\.\d+)([a-zµμ]+)/g)];
    const sum = parts.reduce(
      (total, [, count = '', unit = '']) => total + Number(count) * (secondsOf(unit) ?? 0),
      0,
    );
    if (sum * 1e9 <= Number(LARGEST_NANOS)) return value.startsWith('-') ? -sum : sum;
  }
  const parts = [...value.matchAll(/(\d+)[\t\n\f\r ]*([A-Za-zµ]+)/g)];
  if (parts.some(([, count = '']) => BigInt(count) > LARGEST_NANOS)) return undefined;
  const known = parts.flatMap(([, count = '', unit = '']) => {
    const seconds = secondsOf(unit.toLowerCase());
    return seconds === undefined ? [] : [BigInt(count) * BigInt(Math.round(seconds * 1e9))];
  });
  if (known.length === 0) return undefined;
  const nanos = known.reduce((total, part) => total + part, 0n);
  return Number(BigInt.asIntN(64, nanos)) / 1e9;
}

function secondsOf(unit: string): number | undefined {
  return units.find(([, words, start]) => words.includes(unit) || unit.startsWith(start))?.[0];
}
