import type { Environment } from '@marcbachmann/cel-js';
import { CelFault } from './cel-fault.ts';

/** An amount as Kubernetes writes it, in billionths. Source: k8s.io/apimachinery/pkg/api/resource. */
class Quantity {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** Source: k8s.io/apiserver/pkg/cel/library, semverlib.go. */
class Semver {
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];
  constructor(numbers: readonly bigint[], pre: readonly string[]) {
    this.numbers = numbers;
    this.pre = pre;
  }
}

const one = 10n ** 9n;

export function addAmounts(environment: Environment): Environment {
  return environment
    .registerType('kubernetes.Quantity', Quantity)
    .registerType('kubernetes.Semver', Semver)
    .registerOperator(
      'kubernetes.Quantity == kubernetes.Quantity',
      (a: Quantity, b: Quantity) => a.nanos === b.nanos,
    )
    .registerOperator(
      'kubernetes.Semver == kubernetes.Semver',
      (a: Semver, b: Semver) => compare(a, b) === 0n,
    )
    .registerFunction('isQuantity(string): bool', (text: string) => parseQuantity(text) !== undefined)
    .registerFunction('quantity(string): kubernetes.Quantity', readQuantity)
    .registerFunction('kubernetes.Quantity.sign(): int', ({ nanos }: Quantity) =>
      nanos < 0n ? -1n : nanos === 0n ? 0n : 1n,
    )
    .registerFunction('kubernetes.Quantity.isInteger(): bool', ({ nanos }: Quantity) => nanos % one === 0n)
    .registerFunction('kubernetes.Quantity.asInteger(): int', asInteger)
    .registerFunction(
      'kubernetes.Quantity.asApproximateFloat(): double',
      ({ nanos }: Quantity) => Number(nanos) / 1e9,
    )
    .registerFunction(
      'kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool',
      (a: Quantity, b: Quantity) => a.nanos < b.nanos,
    )
    .registerFunction(
      'kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool',
      (a: Quantity, b: Quantity) => a.nanos > b.nanos,
    )
    .registerFunction('kubernetes.Quantity.compareTo(kubernetes.Quantity): int', (a: Quantity, b: Quantity) =>
      order(a.nanos, b.nanos),
    )
    .registerFunction(
      'kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => new Quantity(a.nanos + b.nanos),
    )
    .registerFunction(
      'kubernetes.Quantity.add(int): kubernetes.Quantity',
      (a: Quantity, b: bigint) => new Quantity(a.nanos + b * one),
    )
    .registerFunction(
      'kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => new Quantity(a.nanos - b.nanos),
    )
    .registerFunction(
      'kubernetes.Quantity.sub(int): kubernetes.Quantity',
      (a: Quantity, b: bigint) => new Quantity(a.nanos - b * one),
    )
    .registerFunction('isSemver(string): bool', (text: string) => parseSemver(text) !== undefined)
    .registerFunction('semver(string): kubernetes.Semver', readSemver)
    .registerFunction('kubernetes.Semver.major(): int', ({ numbers }: Semver) => numbers[0] ?? 0n)
    .registerFunction('kubernetes.Semver.minor(): int', ({ numbers }: Semver) => numbers[1] ?? 0n)
    .registerFunction('kubernetes.Semver.patch(): int', ({ numbers }: Semver) => numbers[2] ?? 0n)
    .registerFunction(
      'kubernetes.Semver.isLessThan(kubernetes.Semver): bool',
      (a: Semver, b: Semver) => compare(a, b) < 0n,
    )
    .registerFunction(
      'kubernetes.Semver.isGreaterThan(kubernetes.Semver): bool',
      (a: Semver, b: Semver) => compare(a, b) > 0n,
    )
    .registerFunction('kubernetes.Semver.compareTo(kubernetes.Semver): int', compare);
}

function order<T>(a: T, b: T): bigint {
  return a < b ? -1n : a > b ? 1n : 0n;
}

function readQuantity(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (quantity === undefined)
    throw new CelFault('quantities must match the regular expression of resource quantities');
  return quantity;
}

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

function parseQuantity(text: string): Quantity | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([a-zA-Z]*)([+-]?\d*)$/.exec(text);
  if (match === null || text === '') return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', exponent = ''] = match;
  const power = powerOf(suffix, exponent);
  if (power === undefined) return undefined;
  const digits = BigInt(`0${whole}${fraction}`) * power.factor;
  const scale = power.ten - fraction.length + 9;
  // What is smaller than a billionth is rounded up to one.
  const nanos = scale >= 0 ? digits * 10n ** BigInt(scale) : roundedUp(digits, 10n ** BigInt(-scale));
  return new Quantity(sign === '-' ? -nanos : nanos);
}

function roundedUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}

function powerOf(
  suffix: string,
  exponent: string,
): { readonly factor: bigint; readonly ten: number } | undefined {
  if (exponent !== '') {
    const isExponent =
      (suffix === 'e' || suffix === 'E') && /\d/.test(exponent) && Math.abs(Number(exponent)) < 1000;
    return isExponent ? { factor: 1n, ten: Number(exponent) } : undefined;
  }
  const ten = Object.hasOwn(decimal, suffix) ? decimal[suffix] : undefined;
  if (ten !== undefined) return { factor: 1n, ten };
  const index = binary.indexOf(suffix);
  return index < 1 ? undefined : { factor: 1024n ** BigInt(index), ten: 0 };
}

function asInteger({ nanos }: Quantity): bigint {
  if (nanos % one !== 0n) throw new CelFault('cannot convert value to integer');
  return nanos / one;
}

function readSemver(text: string): Semver {
  const version = parseSemver(text);
  if (version === undefined) throw new CelFault('semver parse error');
  return version;
}

const number = '(0|[1-9]\\d*)';
const version = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

function parseSemver(text: string): Semver | undefined {
  const match = version.exec(text);
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', pre] = match;
  const parts = pre?.split('.') ?? [];
  if (parts.some((part) => /^0\d+$/.test(part))) return undefined;
  return new Semver([major, minor, patch].map(BigInt), parts);
}

function compare(a: Semver, b: Semver): bigint {
  for (const [index, value] of a.numbers.entries()) {
    const result = order(value, b.numbers[index] ?? 0n);
    if (result !== 0n) return result;
  }
  if (a.pre.length === 0 || b.pre.length === 0)
    return order(b.pre.length > 0 ? 1 : 0, a.pre.length > 0 ? 1 : 0);
  for (const [index, part] of a.pre.entries()) {
    const other = b.pre[index];
    if (other === undefined) return 1n;
    const [mine, theirs] = [part, other].map((each) => /^\d+$/.test(each));
    const result =
      mine !== theirs ? (mine ? -1n : 1n) : mine ? order(BigInt(part), BigInt(other)) : order(part, other);
    if (result !== 0n) return result;
  }
  return order(a.pre.length, b.pre.length);
}
