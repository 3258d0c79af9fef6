import type { FieldPath } from '../model/field-path.ts';
import type { Severity } from '../model/finding.ts';
import type { Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { RamenConfigDocument } from '../topology/ramen-config.ts';
import type { Topology } from '../topology/topology.ts';
import type { ChangedObject, TopologyChange } from '../topology/topology-change.ts';

/** A place that a rule points at: run-lint turns it into file, line and column. */
export interface Spot {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  /** `key` where the key should not be there, or where something below it is missing. */
  readonly part?: 'value' | 'key';
  /** The path is one of this text inside the object: Ramen's configuration, or another YAML in a ConfigMap. */
  readonly within?: Pick<RamenConfigDocument, 'locate' | 'formatPath'> &
    Partial<Pick<RamenConfigDocument, 'spelling'>>;
}

/** The one right edit, in words of the object, or of the configuration of a problem `within` one; run-lint makes it text. */
export type FixIntent =
  | { readonly type: 'set'; readonly path: FieldPath; readonly value: Json }
  | { readonly type: 'remove'; readonly path: FieldPath }
  | { readonly type: 'rename-key'; readonly path: FieldPath; readonly to: string }
  /** The value at `path` goes away there and stands at `to`. */
  | { readonly type: 'move'; readonly path: FieldPath; readonly to: readonly string[]; readonly value: Json };

/** What a rule found, in one place. */
export interface Problem extends Spot {
  /** What is wrong, with names from the file; starts with the object or the field. */
  readonly message: string;
  /** A few words under the caret. */
  readonly label?: string;
  readonly related?: readonly (Spot & { readonly message: string })[];
  /** What Ramen, OCM or the API server would say. */
  readonly ramen?: string;
  /** A statement, not a question. */
  readonly help?: string;
  readonly fix?: FixIntent;
}

/** Something that a rule could not judge, so that it is not silently passed. */
export interface Unjudged {
  readonly unjudged: { readonly reason: string; readonly what: string };
}

export interface RuleExample {
  readonly title: string;
  /** Documents of one file. In an invalid one, `# finding` stands at the end of the line that is found. */
  readonly yaml: string;
  /** Of a change rule: what the file was. */
  readonly before?: string;
  /** As `ramen.mode` in ramen-sync.yaml; a hub writes VolumeReplicationGroups unless it is `manual`. */
  readonly mode?: 'manual';
}

/** What people read about a rule: docs page, `explain`, SARIF. */
export interface RulePage {
  /** What happens to DR when it stays. Markdown. */
  readonly why: string;
  /** What to do. Markdown. */
  readonly fix: string;
  /** The sources of Ramen, OCM or Kubernetes that it rests on. */
  readonly links: readonly string[];
  /** Documentation and tests at once. */
  readonly invalid: readonly RuleExample[];
  readonly valid: readonly RuleExample[];
}

export interface RuleDocs {
  /** Named for the problem. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence. */
  readonly summary: string;
  /** Has safe edits for `--fix`. */
  readonly fixable?: true;
  /** Judges what became of an earlier revision: runs with `--against` only. */
  readonly compares?: true;
  /** Made when somebody reads it: the pages are most of the text of the rules, and few runs show one. */
  readonly page: () => RulePage;
}

/** A page whose examples prove the rule. */
interface ProvenPage<Example extends RuleExample> extends RulePage {
  readonly invalid: readonly [Example, ...Example[]];
  readonly valid: readonly [Example, ...Example[]];
}

/** A rule sees only the topology, yields problems in any order, and knows nothing of levels and formats. */
export interface Rule extends RuleDocs {
  readonly page: () => ProvenPage<RuleExample>;
  /** `now`: milliseconds since the epoch. */
  readonly check: (topology: Topology, now: number) => Iterable<Problem | Unjudged>;
}

/** What the API server would refuse of an update. */
export interface Refusal {
  readonly path: FieldPath;
  /** In its words, the path in front. */
  readonly message: string;
}

/** Two revisions, and what the API server says to an update from one to the other. */
export interface RepositoryChange extends TopologyChange {
  /** Of an update alone: what is wrong with the new object by itself is not in it. */
  readonly refusals: (pair: ChangedObject) => Iterable<Refusal | Unjudged>;
}

export interface ChangeExample extends RuleExample {
  readonly before: string;
}

/** A rule that judges an edit. What it points at stands in the new text. */
export interface ChangeRule extends RuleDocs {
  readonly compares: true;
  readonly page: () => ProvenPage<ChangeExample>;
  readonly check: (change: RepositoryChange) => Iterable<Problem | Unjudged>;
}

export function defineRule(rule: Rule): Rule {
  return rule;
}

export function defineChangeRule(rule: Omit<ChangeRule, 'compares'>): ChangeRule {
  return { ...rule, compares: true };
}

/** Findings of this id come from the parser or the schema; the page is ours. */
export function defineBuiltIn(docs: RuleDocs): RuleDocs {
  return docs;
}

export function unjudged(reason: string, what: string): Unjudged {
  return { unjudged: { reason, what } };
}
