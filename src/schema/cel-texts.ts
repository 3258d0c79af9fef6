import type { Environment } from '@marcbachmann/cel-js';
import { CelFault } from './cel-fault.ts';
import { toJsPattern } from './pattern.ts';
import { isRequestUri } from './uri-format.ts';

type Sortable = bigint | number | string;

/** Functions of lists, texts and addresses on the web. Source: k8s.io/apiserver/pkg/cel/library. */
export function addTexts(environment: Environment): Environment {
  return environment
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => text.match(regex(pattern))?.[0] ?? '',
    )
    .registerFunction('string.findAll(string): list', (text: string, pattern: string) =>
      [...text.matchAll(regex(pattern))].map((match) => match[0]),
    )
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction('isURL(string): bool', isRequestUri)
    .registerFunction('url(string): map', readUrl)
    .registerFunction('map.getScheme(): string', (url: UrlParts) => url.scheme)
    .registerFunction('map.getHost(): string', (url: UrlParts) => url.host)
    .registerFunction('map.getHostname(): string', (url: UrlParts) =>
      url.host.replace(/:\d*$/, '').replace(/^\[|\]$/g, ''),
    )
    .registerFunction('map.getPort(): string', (url: UrlParts) => /:(\d*)$/.exec(url.host)?.[1] ?? '')
    .registerFunction('map.getEscapedPath(): string', (url: UrlParts) => url.path)
    .registerFunction('list.isSorted(): bool', (list: readonly Sortable[]) =>
      list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item),
    )
    .registerFunction('list.sum(): dyn', sum)
    .registerFunction('list.min(): dyn', (list: readonly Sortable[]) => extreme(list, (a, b) => a < b))
    .registerFunction('list.max(): dyn', (list: readonly Sortable[]) => extreme(list, (a, b) => a > b))
    .registerFunction('list.indexOf(dyn): int', (list: readonly unknown[], item: unknown) =>
      BigInt(list.indexOf(item)),
    )
    .registerFunction('list.lastIndexOf(dyn): int', (list: readonly unknown[], item: unknown) =>
      BigInt(list.lastIndexOf(item)),
    );
}

/** Patterns in rules are RE2 too. One that cannot be said in JavaScript leaves the rule unjudged. */
function regex(pattern: string): RegExp {
  const text = toJsPattern(pattern);
  if (text === undefined) throw new Error(`a pattern that cannot be read: ${pattern}`);
  return new RegExp(text, 'gu');
}

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
}

function readUrl(text: string): UrlParts {
  if (!isRequestUri(text)) throw new CelFault('URL parse error during conversion from string');
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/.exec(text);
  const [, scheme = '', authority = '', path = ''] = match ?? [];
  return { scheme: scheme.toLowerCase(), host: authority.slice(authority.lastIndexOf('@') + 1), path };
}

/** Of nothing it is zero; of durations and others nobody here knows. */
function sum(list: readonly unknown[]): bigint | number {
  if (list.every((item) => typeof item === 'bigint')) return list.reduce((total, item) => total + item, 0n);
  if (list.every((item) => typeof item === 'number')) return list.reduce((total, item) => total + item, 0);
  throw new Error('a sum of what are no numbers');
}

function extreme(list: readonly Sortable[], isBetter: (a: Sortable, b: Sortable) => boolean): Sortable {
  const [first, ...others] = list;
  if (first === undefined) throw new CelFault('min or max of an empty list');
  return others.reduce((best, item) => (isBetter(item, best) ? item : best), first);
}
