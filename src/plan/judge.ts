import type { Kind } from '../kinds/define-kind.ts';
import type { LiveObject } from '../model/live-object.ts';
import { formatRef } from '../model/object-ref.ts';
import { type Block, type Change, type Consequence, isRiskier, type Risk } from '../model/plan.ts';
import type { Concluded } from './conclude.ts';
import { consequencesOf } from './consequences.ts';
import type { Desired } from './draft.ts';
import type { GateInput } from './gates/define-gate.ts';
import { gates } from './gates/registry.ts';
import { runGates } from './gates/run-gates.ts';
import { heldConsequences } from './held-consequences.ts';
import { intentOf, isRuntimePath } from './intent.ts';
import type { Situation } from './situation.ts';

export interface JudgeContext {
  readonly situation: Situation | undefined;
  readonly maxRisk: Risk | undefined;
  readonly configuredClusters: readonly string[];
  /** Gates allowed for this object by name. */
  readonly allowed: ReadonlySet<string>;
}

/** Does judging this change need to know where the application stands? */
export function needsSituation(concluded: Concluded, desired: Desired): boolean {
  if (desired.kind.kind !== 'DRPlacementControl') return false;
  if (concluded.change.fields.some((field) => field.held)) return true;
  if (concluded.write === undefined) return false;
  return concluded.change.state === 'create' || (concluded.change.risk ?? 'cosmetic') !== 'cosmetic';
}

/** Lets every gate look at a change, and says what the change means. */
export function judgeChange(
  concluded: Concluded,
  desired: Desired,
  live: LiveObject | undefined,
  context: JudgeContext,
): Change {
  const { change, write } = concluded;
  const held = heldLines(concluded, desired, live, context);
  if (write === undefined)
    return withLocation({ ...change, consequences: [...change.consequences, ...held] }, context.situation);
  const input = gateInput(concluded, desired, live, context);
  const blocks = [
    ...change.blocks,
    ...unclearOrigin(change, desired.kind, context),
    ...unjudged(input, context),
    ...runGates(input, context.allowed),
  ];
  return withLocation(
    {
      ...change,
      state: blocks.length > 0 ? 'blocked' : change.state,
      consequences: [...change.consequences, ...consequencesOf(input), ...held],
      blocks,
    },
    context.situation,
  );
}

function heldLines(
  concluded: Concluded,
  desired: Desired,
  live: LiveObject | undefined,
  { situation }: JudgeContext,
): readonly Consequence[] {
  if (live === undefined || situation === undefined || !concluded.change.fields.some((field) => field.held))
    return [];
  return heldConsequences(live, intentOf(live), intentOf(desired.declared), situation);
}

function gateInput(
  concluded: Concluded,
  desired: Desired,
  live: LiveObject | undefined,
  context: JudgeContext,
): GateInput {
  const { change, wanted } = concluded;
  const { ref, kind } = desired;
  return {
    ref,
    kind,
    name: ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`,
    operation: live === undefined ? 'create' : 'update',
    live,
    wanted,
    before: intentOf(live),
    after: intentOf(wanted),
    risk: change.risk ?? 'cosmetic',
    paths: change.fields.filter((field) => field.held === undefined).map((field) => field.path),
    situation: context.situation,
    maxRisk: context.maxRisk,
    configuredClusters: context.configuredClusters,
  };
}

/** What somebody else may have meant is put back only while that can be undone. */
function unclearOrigin(change: Change, kind: Kind, context: JudgeContext): readonly Block[] {
  if (context.allowed.has('max-risk') || change.risk === undefined || !isRiskier(change.risk, 'reversible'))
    return [];
  const unclear = change.fields.filter(
    (field) =>
      field.held === undefined &&
      !isRuntimePath(field.path.split('.'), kind) &&
      (field.origin === 'both' || field.origin === 'unknown'),
  );
  if (unclear.length === 0) return [];
  const paths = unclear.map((field) => field.path).join(', ');
  return [
    {
      gate: 'max-risk',
      message: `somebody may have changed ${paths} on purpose, and putting it back is '${change.risk}'`,
      help: 'see who wrote it, then change Git or allow it for this object',
      allow: `max-risk=${formatRef(change.object)}`,
    },
  ];
}

/** A change that moves data and that no gate knows how to judge does not pass by chance. */
function unjudged(input: GateInput, context: JudgeContext): readonly Block[] {
  if (
    !isRiskier(input.risk, 'narrows-protection') ||
    input.operation === 'create' ||
    context.allowed.has('not-judged')
  )
    return [];
  if (gates.some((gate) => gate.id !== 'max-risk' && gate.id !== 'busy' && gate.appliesTo(input))) return [];
  return [
    {
      gate: 'not-judged',
      message: `the change to ${input.name} is '${input.risk}', and no gate of ramen-sync judges it yet`,
      help: 'check the live state yourself, then allow it by name',
      allow: `not-judged=${formatRef(input.ref)}`,
    },
  ];
}

function withLocation(change: Change, situation: Situation | undefined): Change {
  if (situation?.runsOn === undefined || change.judged === undefined) return change;
  return { ...change, judged: { ...change.judged, location: situation.runsOn } };
}
