import type { Finding } from '../model/finding.ts';
import { formatRef, refId } from '../model/object-ref.ts';
import type { Block } from '../model/plan.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import type { DesiredObject, Topology } from '../topology/topology.ts';
import { dependencies, targetOf } from './dependencies.ts';
import { blocked } from './still-change.ts';

/** A repository and what lint found in it. */
export interface LintedInput {
  readonly topology: Topology;
  /** Findings of severity error. */
  readonly errors: readonly Finding[];
}

/** A lint error stops its object, and what depends on it. */
export function lintBlock(
  object: DesiredObject,
  input: LintedInput,
  allowed: ReadonlySet<string>,
): PlannedChange | undefined {
  const own = input.errors.filter((finding) => isAbout(finding, object));
  const blocks: readonly Block[] =
    own.length > 0
      ? own.map((finding) => ({
          gate: 'lint',
          message: `${finding.rule}: ${finding.message}`,
          ...(finding.help === undefined ? {} : { help: finding.help }),
        }))
      : allowed.has('lint')
        ? []
        : brokenDependency(object, input, new Set());
  if (blocks.length === 0) return undefined;
  return blocked(object, blocks, dependencies(object, input.topology));
}

function brokenDependency(object: DesiredObject, input: LintedInput, seen: Set<string>): readonly Block[] {
  if (input.errors.length === 0) return [];
  for (const reference of object.references) {
    const target = reference.required ? targetOf(reference, object, input.topology) : undefined;
    if (target === undefined || seen.has(refId(target.ref))) continue;
    seen.add(refId(target.ref));
    const finding = input.errors.find((candidate) => isAbout(candidate, target));
    if (finding !== undefined) {
      const { file, line } = finding.location;
      return [
        {
          gate: 'lint',
          message: `it depends on ${formatRef(target.ref)}, which has a lint error (${file}:${line})`,
          help: 'mend that file, or allow this object when what is on the cluster is good',
          allow: `lint=${formatRef(object.ref)}`,
        },
      ];
    }
    const deeper = brokenDependency(target, input, seen);
    if (deeper.length > 0) return deeper;
  }
  return [];
}

export function isAbout(finding: Finding, object: DesiredObject): boolean {
  const { manifest } = object;
  if (finding.location.file !== manifest.file || finding.location.document !== manifest.document)
    return false;
  if (finding.object === undefined) return true;
  // A plain RamenConfig may have no name; its findings carry that of its ConfigMap.
  const name = manifest.key.name === '' ? object.ref.name : manifest.key.name;
  return finding.object.kind === manifest.key.kind && finding.object.name === name;
}
