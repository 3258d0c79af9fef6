/** A mistake planted in the sources: what the tests of the laws are for. Each `find` must stand in its file exactly once. */
export interface Fault {
  readonly id: string;
  /** What goes wrong, in one line. */
  readonly what: string;
  /** Of sequences that find it soon, where those of all faults would take long. */
  readonly seed?: number;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
}

const comparison = 'src/plan/runtime-comparison.ts';
const draft = 'src/plan/draft.ts';
const nextBase = 'src/plan/next-base.ts';

export const faults: readonly Fault[] = [
  {
    id: 'no-ancestor-test',
    what: 'a checkout that lacks the applied commit counts as newer',
    edits: [{ file: comparison, find: "if (lineage.kind === 'not-ancestor') {", replace: 'if (false) {' }],
  },
  {
    id: 'base-backwards',
    what: 'a checkout that has fallen behind re-writes the base',
    edits: [{ file: comparison, find: "if (lineage.kind !== 'ancestor') return false;", replace: '' }],
  },
  {
    id: 'dirty-base-trusted',
    what: 'an apply from uncommitted files counts as one from their commit',
    edits: [{ file: comparison, find: 'if (base.dirty) {', replace: 'if (false) {' }],
  },
  {
    id: 'old-status-believed',
    what: 'a status of an older generation counts',
    edits: [
      {
        file: 'src/plan/gates/busy.ts',
        find: "return typeof observed === 'number' && generation !== undefined && observed < generation;",
        replace: 'return false;',
      },
      {
        file: 'src/plan/situation.ts',
        find: 'return condition.observedGeneration === undefined || condition.observedGeneration === generationOf(object);',
        replace: 'return true;',
      },
    ],
  },
  {
    id: 'co-owner-ignored',
    what: 'a runtime field that Git drops stays where somebody else owns it too',
    edits: [
      {
        file: 'src/plan/ownership.ts',
        find: 'for (const owner of otherOwners(live, steps)) {',
        replace: 'for (const owner of otherOwners({}, steps)) {',
      },
    ],
  },
  {
    id: 'version-dropped',
    what: 'writes do not say which state of the object they were judged on',
    edits: [
      {
        file: 'src/plan/desired-object.ts',
        find: "['metadata', 'resourceVersion'],\n    resourceVersionOf(live),",
        replace: "['metadata', 'uid'],\n    uidOf(live),",
      },
      {
        file: 'src/apply/send-write.ts',
        find: "if (resourceVersionOf(body) !== '' && getString(body, ['metadata', 'uid']) !== undefined) return;",
        replace: 'if (body !== undefined) return;',
      },
    ],
  },
  {
    id: 'held-field-dropped',
    what: 'a held field that we own is left out, which deletes it',
    edits: [
      { file: draft, find: 'return setAt(body, path, value);', replace: 'return removeAt(body, path);' },
    ],
  },
  {
    id: 'not-overtaken',
    what: 'a base in step stays on its commit, though a later one asked otherwise and could fire',
    edits: [
      {
        file: draft,
        find: "overtakes: verdict.state === 'in-step' && context.askedOtherwiseSince,",
        replace: 'overtakes: false,',
      },
    ],
  },
  {
    id: 'any-generation',
    what: 'override-live counts for every generation',
    edits: [
      {
        file: 'src/operations/planner.ts',
        find: 'generation !== undefined && object ===',
        replace: "object.split('@')[0] === name || object ===",
      },
    ],
  },
  {
    id: 'override-unheard',
    what: 'override-live does nothing where Git has no value for what stands live',
    edits: [{ file: draft, find: "(verdict.state === 'git-asks' || differs(", replace: '(differs(' }],
  },
  {
    id: 'group-split',
    what: 'groups that agree in their action count as equal',
    edits: [
      {
        file: 'src/plan/base.ts',
        find: 'return jsonEquals(a, b);',
        replace: "return jsonEquals(a['spec.action'] ?? '', b['spec.action'] ?? '');",
      },
    ],
  },
  {
    id: 'hand-overruled',
    what: 'where both Git and a person have moved, Git wins',
    edits: [{ file: comparison, find: 'if (!sameGroup(live, base.runtime)) {', replace: 'if (false) {' }],
  },
  {
    id: 'shallow-trusted',
    what: 'a checkout that cannot tell counts as newer',
    edits: [
      {
        file: comparison,
        find: "if (lineage.kind === 'unknown') return held('lineage-unknown', lineage.why);",
        replace: '',
      },
    ],
  },
  {
    id: 'adoption-unnoted',
    what: 'the base keeps its runtime fields when Git has come to agree with live',
    edits: [{ file: nextBase, find: '!sameRuntime(base, fresh) ||', replace: '' }],
  },
  {
    id: 'held-base-claims-git',
    what: "the base of a held object takes Git's fields for what was applied",
    edits: [{ file: draft, find: "verdict.state === 'held' ? base?.runtime : git", replace: 'git' }],
  },
  {
    id: 'held-base-settles',
    what: 'uncommitted runtime fields count as committed once a commit has applied the other fields',
    edits: [
      { file: nextBase, find: 'if (held && isUnsettled(base)) return noted(base, fresh);', replace: '' },
    ],
  },
  {
    id: 'ownerless-stays',
    seed: 600003,
    what: 'a runtime field that nobody owns stays when Git drops it',
    edits: [{ file: 'src/plan/ownership.ts', find: '...ownerless(removals, live),', replace: '' }],
  },
  {
    id: 'always-held',
    what: 'Git never gets its way',
    edits: [
      {
        file: comparison,
        find: "return { state: 'git-asks' };",
        replace: "return held('both-moved', 'never');",
      },
    ],
  },
  {
    id: 'dirt-unseen',
    what: 'a file that is not committed counts as committed',
    edits: [
      {
        file: 'src/operations/planner.ts',
        find: 'dirty: revision.commit === undefined || isAmong(object.manifest, revision.changed),',
        replace: 'dirty: revision.commit === undefined,',
      },
    ],
  },
  {
    id: 'beyond-plan',
    what: 'a judgement after a conflict may ask for more than the plan showed',
    edits: [
      {
        file: 'src/apply/still-planned.ts',
        find: 'if (beyond !== undefined) return',
        replace: 'if (planned === undefined) return',
      },
    ],
  },
  {
    id: 'hold-unread',
    what: "a person's freeze on the live object is not read",
    edits: [
      {
        file: 'src/plan/hold.ts',
        find: 'live === undefined ? undefined : annotationOf(live, annotation.hold)',
        replace: 'undefined',
      },
    ],
  },
  {
    id: 'forced',
    what: 'conflicts with other managers are forced',
    edits: [
      {
        file: 'src/cluster/rest-cluster.ts',
        find: "fieldValidation: 'Strict' });",
        replace: "fieldValidation: 'Strict', force: 'true' });",
      },
    ],
  },
];
