import type { Finding, NotChecked } from '../model/finding.ts';
import { canonicalJson } from '../model/json.ts';
import { type Problem, type Refusal, type RuleDocs, type Unjudged, unjudged } from '../rules/define-rule.ts';
import { changeRules } from '../rules/registry.ts';
import type { SchemaProblem, SchemaResult } from '../schema/problem.ts';
import { serverPath } from '../schema/problem.ts';
import type { SchemaSet } from '../schema/schema-set.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import { validateObject, validateUpdate } from '../schema/validate.ts';
import { isEncrypted } from '../topology/secrets.ts';
import type { Topology } from '../topology/topology.ts';
import { type ChangedObject, compareTopologies } from '../topology/topology-change.ts';
import { type LevelRequest, levelOf } from './levels.ts';

/** What the repository was. */
export interface EarlierRevision {
  readonly topology: Topology;
  /** Short id of the commit, as messages name it. */
  readonly commit: string;
}

interface ChangeInput {
  readonly before?: EarlierRevision;
  readonly topology: Topology;
  readonly levels: LevelRequest;
  readonly schemas?: SchemaSet;
}

/** Judges what became of an earlier revision; without one there is nothing to judge. */
export function runChangeRules(
  { before, topology, levels, schemas = shippedSchemas }: ChangeInput,
  findingOf: (rule: RuleDocs, problem: Problem) => Finding,
): { readonly findings: readonly Finding[]; readonly notChecked: readonly NotChecked[] } {
  const findings: Finding[] = [];
  const notChecked: NotChecked[] = [];
  if (before === undefined) return { findings, notChecked };
  const change = {
    ...compareTopologies(before.topology, topology, before.commit),
    refusals: (object: ChangedObject) => refusals(object, schemas),
  };
  for (const rule of changeRules) {
    if (levelOf(rule, levels) === 'off') continue;
    const told = new Set<string>();
    for (const output of rule.check(change)) {
      if ('unjudged' in output) {
        notChecked.push({ ...output.unjudged, count: 1 });
        continue;
      }
      const finding = findingOf(rule, output);
      // One document may stand for an object on each of several clusters.
      const { file, line, column } = finding.location;
      const id = `${file}:${line}:${column}: ${finding.message}`;
      if (!told.has(id)) findings.push(finding);
      told.add(id);
    }
  }
  return { findings, notChecked };
}

/** The server judges an update as it judges a creation, and by transition rules besides: those alone are told here. */
function* refusals({ before, after }: ChangedObject, schemas: SchemaSet): Iterable<Refusal | Unjudged> {
  // What SOPS encrypted is not what the server will see.
  if (isEncrypted(before) || isEncrypted(after)) return;
  const created = validateObject(after.object, schemas);
  const updated = validateUpdate(before.object, after.object, schemas);
  const told = new Set(created.problems.map(identity));
  const problems = updated.problems.filter((problem) => !told.has(identity(problem)));
  if (problems.length > 0 && !couldBeApplied(validateObject(before.object, schemas))) {
    const { kind, namespace, name } = before.key;
    yield unjudged('was-not-valid', [kind, namespace, name].filter((part) => part !== undefined).join(' '));
    return;
  }
  for (const problem of problems) {
    const path = serverPath(problem.path);
    yield { path: problem.path, message: path === '' ? problem.message : `${path}: ${problem.message}` };
  }
  for (const what of updated.notChecked) {
    if (!created.notChecked.includes(what)) yield unjudged('schema-rule', what);
  }
}

/** What a server never took cannot be in the way of a change. A server with lax validation drops unknown fields. */
function couldBeApplied({ problems }: SchemaResult): boolean {
  return problems.every(({ message }) => message.startsWith('unknown field '));
}

function identity({ path, message }: SchemaProblem): string {
  return canonicalJson([path, message]);
}
