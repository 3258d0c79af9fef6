import { isCidr, isIpv4, isIpv6 } from './ip-formats.ts';
import { isCreditCard, isIsbn10, isIsbn13 } from './number-formats.ts';
import { isRequestUri } from './uri-format.ts';

type Format = (value: string) => boolean;

/**
 * String formats as the API server judges them (Kubernetes: kube-openapi/pkg/validation/strfmt). A format that is not
 * here is one that it does not check either, or is reported as not checked.
 */
export const formats: Readonly<Record<string, Format>> = {
  'date-time': isDateTime,
  datetime: isDateTime,
  date: isDate,
  duration: isDuration,
  byte: matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/),
  uuid: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i),
  uuid3: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i),
  uuid4: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i),
  uuid5: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i),
  ipv4: isIpv4,
  ipv6: isIpv6,
  cidr: isCidr,
  mac: matches(
    /^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\2){6}[0-9a-f]{2}|[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\3){18}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|(?:[0-9a-f]{4}\.){3}[0-9a-f]{4}|(?:[0-9a-f]{4}\.){9}[0-9a-f]{4})$/i,
  ),
  hostname: isHostname,
  uri: isRequestUri,
  bsonobjectid: matches(/^[0-9a-f]{24}$/i),
  hexcolor: matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: matches(
    /^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$/,
  ),
  ssn: (value) => value.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(value),
  creditcard: isCreditCard,
  isbn: (value) => isIsbn10(value) || isIsbn13(value),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  // Not of Kubernetes' making: a time in a type that is written in Go, as its own parser reads it.
  'go-time': isGoTime,
  'k8s-short-name': (value) => value.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(value),
  'k8s-long-name': (value) =>
    value.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(value),
};

/** Formats that the API server checks and we do not. */
export const uncheckedFormats: ReadonlySet<string> = new Set(['email']);

function matches(pattern: RegExp): Format {
  return (value) => pattern.test(value);
}

/** The time of day ends where another `t` stands, as in the server's own reading. */
function isDateTime(value: string): boolean {
  const [day = '', time] = value.toLowerCase().split('t');
  const match = /^(\d{2}):(\d{2}):(\d{2})(.\d+)?(z|[+-]\d{2}:\d{2})$/u.exec(time ?? '');
  if (match === null || !isDate(day)) return false;
  const [, hours = '', minutes = '', seconds = ''] = match;
  return hours <= '23' && minutes <= '59' && seconds <= '59';
}

const goTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})([.,]\d+)?(?:Z|[+-](\d{2}):(\d{2}))$/;

function isGoTime(value: string): boolean {
  const match = goTime.exec(value);
  if (match === null || !isDate(match[1] ?? '')) return false;
  const [hours, minutes, seconds] = match.slice(2, 5).map(Number);
  const [zoneHours, zoneMinutes] = match.slice(6).map((text) => Number(text ?? 0));
  const isTime = (hours ?? 0) < 24 && (minutes ?? 0) < 60 && (seconds ?? 0) < 60;
  return isTime && (zoneHours ?? 0) <= 24 && (zoneMinutes ?? 0) <= 60;
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
  const parts = [...value.matchAll(/(\d+)[\t\n\f\r ]*([A-Za-zµ]+)/g)];
  if (parts.some(([, count = '']) => BigInt(count) >= 2n ** 63n)) return false;
  return parts.some(([, , name = '']) => unit.test(name));
}

const hostname =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u;

function isHostname(value: string): boolean {
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  return bytes(value) <= 255 && hostname.test(value) && value.split('.').every((part) => bytes(part) <= 63);
}
