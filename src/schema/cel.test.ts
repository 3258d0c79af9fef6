import { describe, expect, it } from 'vitest';
import { evaluateCel } from './cel.ts';

// Kubernetes: k8s.io/apiserver/pkg/cel/library, whose documentation has most of these.
describe("Kubernetes' functions in CEL", () => {
  it.each([
    ['isIP("10.0.0.1")', true],
    ['isIP("010.0.0.1")', false],
    ['isIP("::ffff:10.0.0.1")', false],
    ['isIP("fe80::1%eth0")', false],
    ['ip("2001:db8::1").family() == 6', true],
    ['ip("127.0.0.1").isLoopback() && ip("::1").isLoopback()', true],
    ['ip("224.0.0.1").isGlobalUnicast()', false],
    ['cidr("192.168.0.0/24").containsIP("192.168.0.17")', true],
    ['cidr("192.168.0.0/24").containsIP(ip("192.168.1.1"))', false],
    ['cidr("192.168.0.0/16").containsCIDR("192.168.10.0/24")', true],
    ['cidr("192.168.0.0/24").containsCIDR(cidr("192.168.0.0/16"))', false],
    ['cidr("192.168.1.7/24").masked() == cidr("192.168.1.0/24")', true],
    ['isCIDR("10.0.0.0/33") || isCIDR("10.0.0.0/08")', false],
    ['quantity("1Gi").isGreaterThan(quantity("1G"))', true],
    ['quantity("1.5").compareTo(quantity("1500m")) == 0', true],
    ['quantity("50k").add(20).asInteger() == 50020', true],
    ['quantity("-1").sign() == -1 && !quantity("1.5").isInteger()', true],
    ['isQuantity("1e3") && isQuantity(".5Mi") && !isQuantity("1gi") && !isQuantity("")', true],
    ['semver("1.2.3").isLessThan(semver("1.10.0"))', true],
    ['semver("1.0.0-rc.1").isLessThan(semver("1.0.0"))', true],
    ['semver("1.0.0-alpha.2").compareTo(semver("1.0.0-alpha.10")) == -1', true],
    ['isSemver("1.2") || isSemver("01.2.3") || isSemver("v1.2.3")', false],
    ['url("https://a.example:8443/b?c=d").getHost() == "a.example:8443"', true],
    ['url("https://[::1]:80/").getHostname() == "::1" && url("https://[::1]:80/").getPort() == "80"', true],
    ['[1, 2, 3].sum() == 6 && [3, 1].min() == 1 && ["b", "a"].max() == "b"', true],
    ['[1, 3, 2].isSorted() || [1].indexOf(2) != -1', false],
    ['"abc 123".find("[0-9]+") == "123"', true],
  ])('%s is %s', (expression, value) => {
    expect(evaluateCel(expression, {})).toEqual({ ok: true, value });
  });

  it.each([
    'ip("x")',
    'quantity("x")',
    'semver("1")',
    'url("x")',
    '[].max() == 1',
    '1 / 0 == 1',
    '{"a": 1}.b == 1',
  ])('%s fails on the server as well', (expression) => {
    expect(evaluateCel(expression, {})).toMatchObject({ ok: false, fails: true });
  });

  it('what we do not know is no failure', () => {
    expect(evaluateCel('format.uuid()', {})).toMatchObject({ ok: false, fails: false });
  });
});
