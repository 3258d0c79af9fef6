import type { Environment } from '@marcbachmann/cel-js';
import { CelFault } from './cel-fault.ts';

/** An IP address in Kubernetes' CEL, and a network with it. Source: k8s.io/apiserver/pkg/cel/library, ip.go and cidr.go. */
class Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
  constructor(family: 4 | 6, bits: bigint) {
    this.family = family;
    this.bits = bits;
  }
}

class Network {
  readonly address: Address;
  readonly length: number;
  constructor(address: Address, length: number) {
    this.address = address;
    this.length = length;
  }
}

export function addAddresses(environment: Environment): Environment {
  return environment
    .registerType('net.IP', Address)
    .registerType('net.CIDR', Network)
    .registerOperator('net.IP == net.IP', isSameAddress)
    .registerOperator(
      'net.CIDR == net.CIDR',
      (a: Network, b: Network) => a.length === b.length && isSameAddress(a.address, b.address),
    )
    .registerFunction('isIP(string): bool', (text: string) => parseAddress(text) !== undefined)
    .registerFunction('ip(string): net.IP', readAddress)
    .registerFunction('net.IP.family(): int', (ip: Address) => BigInt(ip.family))
    .registerFunction('net.IP.isUnspecified(): bool', (ip: Address) => ip.bits === 0n)
    .registerFunction('net.IP.isLoopback(): bool', (ip: Address) =>
      ip.family === 4 ? isIn(ip, '127.0.0.0/8') : ip.bits === 1n,
    )
    .registerFunction('net.IP.isLinkLocalUnicast(): bool', (ip: Address) =>
      isIn(ip, ip.family === 4 ? '169.254.0.0/16' : 'fe80::/10'),
    )
    .registerFunction('net.IP.isLinkLocalMulticast(): bool', isLinkLocalMulticast)
    .registerFunction('net.IP.isGlobalUnicast(): bool', isGlobalUnicast)
    .registerFunction('isCIDR(string): bool', (text: string) => parseNetwork(text) !== undefined)
    .registerFunction('cidr(string): net.CIDR', readNetwork)
    .registerFunction('net.CIDR.containsIP(string): bool', (net: Network, text: string) =>
      contains(net, readAddress(text), maxLength(readAddress(text))),
    )
    .registerFunction('net.CIDR.containsIP(net.IP): bool', (net: Network, ip: Address) =>
      contains(net, ip, maxLength(ip)),
    )
    .registerFunction('net.CIDR.containsCIDR(string): bool', (net: Network, text: string) =>
      containsNetwork(net, readNetwork(text)),
    )
    .registerFunction('net.CIDR.containsCIDR(net.CIDR): bool', containsNetwork)
    .registerFunction('net.CIDR.ip(): net.IP', (net: Network) => net.address)
    .registerFunction('net.CIDR.prefixLength(): int', (net: Network) => BigInt(net.length))
    .registerFunction(
      'net.CIDR.masked(): net.CIDR',
      (net: Network) => new Network(masked(net.address, net.length), net.length),
    );
}

function isSameAddress(a: Address, b: Address): boolean {
  return a.family === b.family && a.bits === b.bits;
}

function readAddress(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new CelFault('IP Address parse error during conversion from string');
  return address;
}

function readNetwork(text: string): Network {
  const network = parseNetwork(text);
  if (network === undefined) throw new CelFault('network address parse error during conversion from string');
  return network;
}

/** Without a zone, zeros in front, or an address of IPv4 dressed up as one of IPv6. */
function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const bits = parseIpv4(text);
    return bits === undefined ? undefined : new Address(4, bits);
  }
  const bits = parseIpv6(text);
  return bits === undefined || bits >> 32n === 0xffffn ? undefined : new Address(6, bits);
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  const isGood =
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isGood ? parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n) : undefined;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(groupsOf)));
  const count = groups.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 2 ? count > 7 : count !== 8) return undefined;
  const [head = [], tail = []] = groups;
  const middle = Array.from({ length: 8 - count }, () => '0');
  const all = [...head, ...middle, ...tail];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/** The last 32 bits may be written as an address of IPv4. */
function groupsOf(part: string, index: number, parts: readonly string[]): readonly string[] {
  const bits = index === parts.length - 1 ? parseIpv4(part) : undefined;
  return bits === undefined ? [part] : [(bits >> 16n).toString(16), (bits & 0xffffn).toString(16)];
}

function parseNetwork(text: string): Network | undefined {
  const slash = text.lastIndexOf('/');
  const length = text.slice(slash + 1);
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > maxLength(address))
    return undefined;
  return new Network(address, Number(length));
}

function maxLength({ family }: Address): number {
  return family === 4 ? 32 : 128;
}

function masked(address: Address, length: number): Address {
  const rest = BigInt(maxLength(address) - length);
  return new Address(address.family, (address.bits >> rest) << rest);
}

function contains(network: Network, address: Address, length: number): boolean {
  return (
    network.address.family === address.family &&
    network.length <= length &&
    masked(address, network.length).bits === masked(network.address, network.length).bits
  );
}

function containsNetwork(outer: Network, inner: Network): boolean {
  return contains(outer, inner.address, inner.length);
}

function isIn(ip: Address, network: string): boolean {
  return contains(readNetwork(network), ip, maxLength(ip));
}

function isLinkLocalMulticast(ip: Address): boolean {
  return isIn(ip, ip.family === 4 ? '224.0.0.0/24' : 'ff02::/16');
}

/** What is left: Go's netip.Addr. */
function isGlobalUnicast(ip: Address): boolean {
  if (ip.bits === 0n) return false;
  if (ip.family === 4) {
    return !['127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '255.255.255.255/32'].some((net) =>
      isIn(ip, net),
    );
  }
  return ip.bits !== 1n && !['fe80::/10', 'ff00::/8'].some((net) => isIn(ip, net));
}
