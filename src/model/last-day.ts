const DAY_MS = 24 * 60 * 60 * 1000;

/** Is the last day (`2027-01-31`, UTC, the day itself included) over? A date that cannot be read is never over. */
export function isAfterDay(lastDay: string | undefined, now: number): boolean {
  const start = Date.parse(`${lastDay ?? ''}T00:00:00Z`);
  return !Number.isNaN(start) && now >= start + DAY_MS;
}

/** Is it a day of the calendar, as `2027-01-31`? JavaScript reads 30 February as 2 March. */
export function isDay(text: string | undefined): boolean {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(text ?? '');
}
