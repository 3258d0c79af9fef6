import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { formatRef } from '../model/object-ref.ts';
import {
  type Block,
  type Change,
  type Consequence,
  type FieldChange,
  isRiskier,
  type Risk,
} from '../model/plan.ts';
import type { Concluded } from './conclude.ts';
import { consequencesOf } from './consequences.ts';
import type { Desired } from './draft.ts';
import type { GateInput } from './gates/define-gate.ts';
import { gates } from './gates/registry.ts';
import { runGates } from './gates/run-gates.ts';
import { greenConsequences } from './green/green-consequences.ts';
import { heldConsequences } from './held-consequences.ts';
import { intentOf, isRuntimePath } from './intent.ts';
import type { Neighbours } from './neighbours.ts';
import type { ConfigPart } from './ramen-config/config-parts.ts';
import type { Situation } from './situation.ts';

export interface JudgeContext {
  readonly situation: Situation | undefined;
  /** What `asksNeighbours` asked for. */
  readonly neighbours?: Neighbours;
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

/** Does a gate that this change concerns need to know what stands around the object? */
export function asksNeighbours(
  concluded: Concluded,
  desired: Desired,
  live: LiveObject | undefined,
  context: JudgeContext,
): boolean {
  if (concluded.write === undefined) return false;
  const { wanted, change } = concluded;
  const input = gateInput({ desired, live, wanted, risk: change.risk, fields: change.fields, context });
  return gates.some((gate) => gate.asksNeighbours === true && gate.appliesTo(input));
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
  const { risk, fields } = change;
  const input = gateInput({
    desired,
    live,
    wanted: concluded.wanted,
    risk,
    fields,
    context,
  });
  const blocks = [...change.blocks, ...refusals(input, fields, context)];
  return withLocation(
    {
      ...change,
      state: blocks.length > 0 ? 'blocked' : change.state,
      consequences: [...change.consequences, ...consequencesOf(input), ...fromHubAlone(input), ...held],
      blocks,
    },
    context.situation,
  );
}

/** What stops a change, or a part of one that is a change of its own. */
export function refusals(
  input: GateInput,
  fields: readonly FieldChange[],
  context: JudgeContext,
): readonly Block[] {
  return [
    ...unclearOrigin(input, fields, context),
    ...unjudged(input, context),
    ...runGates(input, context.allowed),
  ];
}

function heldLines(
  concluded: Concluded,
  desired: Desired,
  live: LiveObject | undefined,
  { situation }: JudgeContext,
): readonly Consequence[] {
  if (live === undefined || situation === undefined || !concluded.change.fields.some((field) => field.held))
    return [];
  const held = heldConsequences(live, intentOf(live), intentOf(desired.declared), situation);
  // With a write beside it, the change itself has said so.
  return concluded.write === undefined ? [...held, ...greenConsequences(live, situation)] : held;
}

/** What the gates are asked about: a whole change, or a part of one. */
export function gateInput({
  desired: { ref, kind },
  live,
  wanted,
  name,
  risk,
  fields,
  config,
  context,
}: Judgeable): GateInput {
  return {
    ref,
    kind,
    name: name ?? (ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`),
    operation: live === undefined ? 'create' : 'update',
    live,
    wanted,
    before: intentOf(live),
    after: intentOf(wanted),
    risk: risk ?? 'cosmetic',
    paths: fields.filter((field) => field.held === undefined).map((field) => field.path),
    situation: context.situation,
    ...(context.neighbours === undefined ? {} : { neighbours: context.neighbours }),
    maxRisk: context.maxRisk,
    configuredClusters: context.configuredClusters,
    ...(config === undefined ? {} : { config }),
  };
}

interface Judgeable {
  readonly desired: Desired;
  readonly live: LiveObject | undefined;
  readonly wanted: JsonObject;
  /** Where it is not the object's own. */
  readonly name?: string;
  readonly risk: Risk | undefined;
  readonly fields: readonly FieldChange[];
  readonly config?: ConfigPart;
  readonly context: JudgeContext;
}

/** What the gates could not know by design is said; a creation has its own words for it. */
function fromHubAlone({ situation, configuredClusters, operation, risk }: GateInput): readonly Consequence[] {
  const isSilent = situation === undefined || operation !== 'update' || !isRiskier(risk, 'reversible');
  if (isSilent || configuredClusters.length > 0) return [];
  return [
    {
      code: 'not-checked',
      text: 'no managed cluster is configured: what runs there was judged from the hub alone',
    },
  ];
}

/** What somebody else may have meant is put back only while that can be undone. */
function unclearOrigin(
  { kind, ref, risk }: GateInput,
  fields: readonly FieldChange[],
  context: JudgeContext,
): readonly Block[] {
  if (context.allowed.has('max-risk') || !isRiskier(risk, 'reversible')) return [];
  const unclear = fields.filter(
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
      message: `somebody may have changed ${paths} on purpose, and putting it back is '${risk}'`,
      help: 'see who wrote it, then change Git or allow it for this object',
      allow: `max-risk=${formatRef(ref)}`,
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
