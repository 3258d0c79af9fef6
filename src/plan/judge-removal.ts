import type { Kind } from '../kinds/define-kind.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Change, Risk } from '../model/plan.ts';
import type { GateInput, RemovalFacts } from './gates/define-gate.ts';
import { runGates } from './gates/run-gates.ts';
import { intentOf } from './intent.ts';
import { removalConsequences } from './removal-consequences.ts';
import type { Situation } from './situation.ts';

export interface RemovalContext {
  readonly kind: Kind;
  /** The object; of an S3 profile the ConfigMap that holds it. */
  readonly live: LiveObject;
  /** What deleting it does, a sentence each. */
  readonly means: readonly string[];
  readonly situation: Situation | undefined;
  readonly removal: RemovalFacts;
  readonly maxRisk: Risk | undefined;
  readonly configuredClusters: readonly string[];
  /** Gates allowed for this object by name. */
  readonly allowed: ReadonlySet<string>;
}

/** Lets the gates look at a removal, and says what it takes away. `blocks` of the change stay. */
export function judgeRemoval(change: Change, context: RemovalContext): Change {
  const { object } = change;
  const intent = intentOf(context.live);
  const input: GateInput = {
    ref: object,
    kind: context.kind,
    name: object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`,
    operation: 'remove',
    live: context.live,
    wanted: context.live,
    before: intent,
    after: intent,
    risk: change.risk ?? 'ends-protection',
    paths: [],
    situation: context.situation,
    maxRisk: context.maxRisk,
    configuredClusters: context.configuredClusters,
    removal: context.removal,
  };
  const blocks = [...change.blocks, ...runGates(input, context.allowed)];
  const { runsOn } = context.situation ?? {};
  return {
    ...change,
    state: blocks.length === 0 ? change.state : 'blocked',
    ...(change.judged === undefined || runsOn === undefined
      ? {}
      : { judged: { ...change.judged, location: runsOn } }),
    consequences: [
      ...change.consequences,
      ...removalConsequences(context.means, context.live, context.situation),
      ...notChecked(context),
    ],
    blocks,
  };
}

function notChecked({ situation, configuredClusters }: RemovalContext): Change['consequences'] {
  if (situation === undefined || configuredClusters.length > 0) return [];
  const text =
    'no managed cluster is configured: what the application is doing there was judged from the hub alone';
  return [{ code: 'not-checked', text }];
}
