import type { Kind } from '../kinds/define-kind.ts';
import { findKind, kinds } from '../kinds/registry.ts';
import { UserError } from '../model/errors.ts';
import type { Explanation, ExplanationBlock } from '../model/explanation.ts';
import { formatPath } from '../model/field-path.ts';
import type { Gate, GateExample } from '../plan/gates/define-gate.ts';
import { type OtherStop, otherStops } from '../plan/gates/other-stops.ts';
import { gates } from '../plan/gates/registry.ts';
import type { RuleDocs, RuleExample } from '../rules/define-rule.ts';
import { findRule, ruleDocs } from '../rules/registry.ts';
import { similarName } from '../rules/similar-name.ts';

/** Everything that can be explained: rules, gates, kinds. */
export function allExplanations(): readonly Explanation[] {
  return [
    ...ruleDocs.map(explainRule),
    ...gates.map(explainGate),
    ...otherStops.map(explainStop),
    ...kinds.map(explainKind),
  ];
}

/** Throws UserError where a permission names no gate, or one that nothing may pass. */
export function requireAllowable(gate: string): void {
  const known = allExplanations().filter(({ subject }) => subject === 'gate');
  const found = known.find(({ word }) => word === gate);
  if (found === undefined) {
    const similar = similarName(
      gate,
      known.map(({ word }) => word),
    );
    throw new UserError(`--allow ${gate}: there is no gate of that name`, {
      hint: similar === undefined ? 'ramen-sync explain lists the gates' : `${similar} has a similar name`,
    });
  }
  if (found.facts.some(([name, value]) => name === 'allow' && value !== 'never')) return;
  throw new UserError(`--allow ${gate}: nothing may pass it`, { hint: `see ramen-sync explain ${gate}` });
}

/** A rule or gate by its id, a kind by any of its names. Throws UserError where nobody knows the word. */
export function explain(word: string): Explanation {
  const rule = findRule(word);
  if (rule !== undefined) return explainRule(rule);
  const gate = gates.find(({ id }) => id === word);
  if (gate !== undefined) return explainGate(gate);
  const stop = otherStops.find(({ id }) => id === word);
  if (stop !== undefined) return explainStop(stop);
  const kind = findKind(word);
  if (kind !== undefined) return explainKind(kind);
  const names = kinds.flatMap(({ plural, shortNames }) => [plural, ...shortNames]);
  const similar = similarName(word, [...allExplanations().map((explanation) => explanation.word), ...names]);
  throw new UserError(`nothing is known about "${word}"`, {
    hint: similar === undefined ? 'ramen-sync explain lists what there is' : `${similar} has a similar name`,
  });
}

function explainRule(rule: RuleDocs): Explanation {
  const page = rule.page();
  return {
    subject: 'rule',
    word: rule.id,
    summary: rule.summary,
    facts: [
      ['severity', rule.severity],
      ['fix', rule.fixable === true ? 'ramen-sync lint --fix' : 'by hand'],
      ...(rule.compares === true ? ([['runs', 'ramen-sync lint --against <revision>']] as const) : []),
    ],
    sections: [
      { heading: 'Why it matters', blocks: [prose(page.why)] },
      { heading: 'What to do', blocks: [prose(page.fix)] },
      { heading: 'Wrong', blocks: page.invalid.flatMap(examples) },
      { heading: 'Right', blocks: page.valid.flatMap(examples) },
      { heading: 'Sources', blocks: [{ type: 'list', items: page.links } as const] },
    ].filter(({ blocks }) => blocks.length > 0),
  };
}

function explainGate(gate: Gate): Explanation {
  return {
    subject: 'gate',
    word: gate.id,
    summary: gate.summary,
    facts: [['allow', gate.allowable === false ? 'never' : `--allow ${gate.id}=<object>`]],
    sections: [
      { heading: 'Why it stops', blocks: [prose(gate.why)] },
      { heading: 'Examples', blocks: [prose(sceneNote), ...(gate.examples ?? []).flatMap(gateExample)] },
    ].slice(0, gate.examples === undefined ? 1 : 2),
  };
}

const sceneNote = `Application shop/cart, between dr1 and dr2. What is not said is as on a healthy one that was deployed on dr1 and
replicates to dr2: \`cart\` its runtime fields, \`dr1\` and \`dr2\` its VolumeReplicationGroups (order/state and action), \`works\` what
the hub orders. First what is live, then what Git asks; both are run as tests.`;

function gateExample({ title, live, git, stops }: GateExample): readonly ExplanationBlock[] {
  const text = [
    `# live${live === '' ? ': as said above' : ''}`,
    live,
    '# Git asks',
    git || '# what it asked before',
  ]
    .filter((line) => line !== '')
    .join('\n');
  const verdict =
    stops === undefined ? 'It passes.' : `It stops: ${stops.message}.\n\nThe way on: ${stops.help}.`;
  return [{ type: 'yaml', title, text }, prose(verdict)];
}

function explainStop({ id, summary, why, allow }: OtherStop): Explanation {
  return {
    subject: 'gate',
    word: id,
    summary,
    facts: [['allow', allow === undefined ? 'never' : `--allow ${id}=${allow}`]],
    sections: [{ heading: 'Why it stops', blocks: [prose(why)] }],
  };
}

const roles: Readonly<Record<Kind['role'], string>> = {
  applied: 'ramen-sync applies it',
  'manual-mode':
    'ramen-sync lints it where there is no hub operator (mode: manual); otherwise Ramen makes it',
  'operator-owned': 'operators make and change it; it does not belong in Git',
  referenced: 'other objects refer to it; ramen-sync reads it and never writes it',
  instruction: 'ramen-sync itself reads it; no cluster is asked to keep it as an object of DR',
};

function explainKind(kind: Kind): Explanation {
  const applied = kind.role === 'applied' || kind.role === 'manual-mode';
  return {
    subject: 'kind',
    word: kind.kind,
    summary: `${kind.kind}: ${roles[kind.role]}.`,
    facts: [
      ['group', kind.group === '' ? 'core' : kind.group],
      ['versions', kind.versions.join(', ')],
      ['names', [kind.plural, ...kind.shortNames].join(', ')],
      ['scope', kind.scope === 'Cluster' ? 'cluster' : 'namespace'],
      ...(applied ? ([['target', kind.target === 'hub' ? 'the hub' : 'managed clusters']] as const) : []),
      ...(applied ? ([['wave', String(kind.wave)]] as const) : []),
    ],
    sections: applied
      ? [
          paths('Runtime fields: an operator’s change of them is held, never reverted', kind.runtime),
          paths('Cannot be changed once applied', kind.immutable),
          paths('Written by operators, never shown as drift', kind.controllerOwned),
        ].filter(({ blocks }) => blocks.length > 0)
      : [],
  };
}

function paths(heading: string, list: readonly (readonly string[])[]): Explanation['sections'][number] {
  const items = list.map((path) => formatPath(path));
  return { heading, blocks: items.length === 0 ? [] : [{ type: 'list', items }] };
}

function prose(text: string): ExplanationBlock {
  return { type: 'text', text };
}

function examples({ title, yaml, before }: RuleExample): readonly ExplanationBlock[] {
  if (before === undefined) return [{ type: 'yaml', title, text: yaml }];
  return [
    { type: 'yaml', title: `${title}; before`, text: before },
    { type: 'yaml', title: 'and after', text: yaml },
  ];
}
