/** Addresses from `start` to `end`, both inclusive; those of IPv4 and IPv6 never overlap. */
export interface IpRange {
  readonly version: 4 | 6;
  readonly bits: number;
  readonly start: bigint;
  readonly end: bigint;
}

/** As Go's net.ParseCIDR: an address, a slash and a prefix length; undefined otherwise. */
export function parseCidr(text: string): IpRange | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = match?.[1] === undefined ? undefined : parseAddress(match[1]);
  const bits = Number(match?.[2]);
  if (address === undefined) return undefined;
  const width = address.version === 4 ? 32 : 128;
  if (bits > width) return undefined;
  const size = 1n << BigInt(width - bits);
  const start = address.value - (address.value % size);
  return { version: address.version, bits, start, end: start + size - 1n };
}

/** As Go's net.ParseIP, without a zone. */
export function parseAddress(text: string): { readonly version: 4 | 6; readonly value: bigint } | undefined {
  if (text.includes(':')) return parseIpv6(text);
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) {
    return undefined;
  }
  return { version: 4, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

/** The URL parser knows the rules, and writes all groups as hexadecimal numbers. */
function parseIpv6(text: string): ReturnType<typeof parseAddress> {
  const url = `http://[${text}]/`;
  if (!/^[0-9A-Fa-f:.]+$/.test(text) || !URL.canParse(url)) return undefined;
  const [head = '', tail] = new URL(url).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0');
  const value = [...left, ...zeros, ...right].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  );
  return { version: 6, value };
}

export function overlaps(a: IpRange, b: IpRange): boolean {
  return a.version === b.version && a.start <= b.end && b.start <= a.end;
}
