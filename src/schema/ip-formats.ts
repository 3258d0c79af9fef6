/** Addresses as Go parses them (net.ParseIP), with zeros in front of a number of IPv4 as older versions did. */

export function isIpv4(text: string): boolean {
  return (isIpv4Address(text) || isIpv6Address(text)) && text.includes('.');
}

export function isIpv6(text: string): boolean {
  return isIpv6Address(text, /^(0|[1-9]\d{0,2})$/);
}

export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,6}$/.test(bits)) return false;
  return isIpv4Address(address) ? Number(bits) <= 32 : isIpv6Address(address) && Number(bits) <= 128;
}

const sloppy = /^\d+$/;

function isIpv4Address(text: string, part: RegExp = sloppy): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((each) => part.test(each) && Number(each) <= 255);
}

function isIpv6Address(text: string, part: RegExp = sloppy): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return false;
  const counts = halves.map((half, index) => countGroups(half, index === halves.length - 1, part));
  if (counts.includes(undefined)) return false;
  const total = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return halves.length === 2 ? total < 8 : total === 8;
}

/** An IPv4 address may stand for the last two groups. */
function countGroups(half: string, isLast: boolean, part: RegExp): number | undefined {
  if (half === '') return 0;
  const groups = half.split(':');
  const last = groups.at(-1) ?? '';
  const hasIpv4 = isLast && last.includes('.');
  if (hasIpv4 && !isIpv4Address(last, part)) return undefined;
  const plain = hasIpv4 ? groups.slice(0, -1) : groups;
  return plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? plain.length + (hasIpv4 ? 2 : 0)
    : undefined;
}
