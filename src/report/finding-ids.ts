import type { Finding } from '../model/finding.ts';

/**
 * For each finding a text that stays the same when lines move, and that no other finding of the report has: rule, file,
 * object and path, with a number where all of these are equal.
 */
export function findingIds(findings: readonly Finding[]): readonly string[] {
  const counts = new Map<string, number>();
  return findings.map(({ rule, location, object, path }) => {
    const name = object === undefined ? '' : `${object.kind}/${object.namespace ?? ''}/${object.name}`;
    const id = [rule, location.file, name, path ?? ''].join('|');
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}|${count}`;
  });
}
