/**
 * String formats as the API server judges them (Kubernetes: kube-openapi/pkg/validation/strfmt). A format that is not
 * here is one that it does not check either, or is reported as not checked.
 */
export const formats: Readonly<Record<string, (value: string) => boolean>> = {
  'date-time': isDateTime,
  date: isDate,
  duration: isDuration,
  byte: isBase64,
};

/** Formats that the API server checks and we do not. */
export const uncheckedFormats: ReadonlySet<string> = new Set([
  'bsonobjectid',
  'cidr',
  'creditcard',
  'email',
  'hexcolor',
  'hostname',
  'ipv4',
  'ipv6',
  'isbn',
  'isbn10',
  'isbn13',
  'mac',
  'rgbcolor',
  'ssn',
  'uri',
  'uuid',
  'uuid3',
  'uuid4',
  'uuid5',
]);

function isDateTime(value: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})t(\d{2}):(\d{2}):(\d{2})(\.\d+)?(z|[+-]\d{2}:\d{2})$/i.exec(value);
  if (match === null) return false;
  const [, day, hours, minutes, seconds] = match;
  return isDate(day ?? '') && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

const goDuration = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;
const unit =
  /^(ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|wk|week)$|^(nano|micro|milli|sec|min|hour|day|week)/i;

/** Go's own durations, and loosely also `1d`, `1 hour`, `2 weeks`, whatever number with a unit that it knows. */
function isDuration(value: string): boolean {
  if (goDuration.test(value)) return true;
  return [...value.matchAll(/\d+\s*([A-Za-zµ]+)/g)].some((match) => unit.test(match[1] ?? ''));
}

function isBase64(value: string): boolean {
  const text = value.replace(/[\r\n]/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
