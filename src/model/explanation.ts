/** A block of an explanation: prose in Markdown, a list, or YAML. */
export type ExplanationBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'yaml'; readonly title: string; readonly text: string };

/** What `explain` prints, and what the pages in `docs/` are made of. */
export interface Explanation {
  readonly subject: 'rule' | 'kind' | 'gate';
  /** What to ask for: id of the rule or gate, name of the kind. */
  readonly word: string;
  /** One sentence. */
  readonly summary: string;
  /** Short facts: `severity: error`. */
  readonly facts: readonly (readonly [string, string])[];
  readonly sections: readonly { readonly heading: string; readonly blocks: readonly ExplanationBlock[] }[];
}
