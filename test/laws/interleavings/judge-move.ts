import { getAt, getString } from '../../../src/model/field-path.ts';
import { isArray, type JsonObject } from '../../../src/model/json.ts';
import type { Pass } from './engine.ts';
import { isBehind, type Memory } from './memory.ts';
import { type Doc, type Group, groupOf, isSame, type Subject } from './subjects.ts';
import { demand } from './violation.ts';

/** An engine has changed runtime fields of a live object. May it have? */
export function judgeMove(input: {
  readonly subject: Subject;
  readonly doc: Doc;
  readonly pass: Pass;
  readonly memory: Memory;
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** `override-live` named this object in this generation. */
  readonly allowed: boolean;
  readonly runsOn: string | undefined;
}): void {
  const { subject, doc, pass, memory, before, after, allowed, runsOn } = input;
  const [was, is] = [groupOf(subject, before), groupOf(subject, after)];
  const { sight, commit } = pass.checkout;
  const story = `${pass.engine} at ${commit.id.slice(0, 7)} (${sight}) moved ${subject.word} from ${JSON.stringify(was)} to ${JSON.stringify(is)}`;
  demand(isSame(is, doc.group), `${story}, which is not what its Git says: ${JSON.stringify(doc.group)}`);
  if (!pass.open && subject.kind === 'DRPlacementControl') judgeTiming(story, was, is, before, runsOn);
  if (allowed) return;
  demand(memory.agreed !== undefined, `${story}, though nothing tells what Git and the cluster agreed on`);
  demand(memory.hand === undefined, `${story}: a person had set it so, and Git has not agreed since`);
  demand(!memory.uncommitted, `${story}: that came from uncommitted files, and no commit has agreed since`);
  demand(!isBehind(memory, pass, subject), `${story}: the checkout has fallen behind what was applied`);
  demand(sight !== 'none', `${story} without Git`);
  demand(
    sight !== 'shallow' || memory.wroteAt.has(commit),
    `${story} without knowing what came before its commit`,
  );
}

/**
 * With the gates closed, an application moves only when Ramen has come to rest, and says so of the spec that stands. A new
 * failover may always go; so may saying again what is true, and the end of a test.
 */
function judgeTiming(
  story: string,
  was: Group,
  is: Group,
  before: JsonObject,
  runsOn: string | undefined,
): void {
  if (is.action === 'Failover' && was.action !== 'Failover' && is.dryRun !== true) return;
  if (was.dryRun === true) return;
  const target = is.action === 'Failover' ? is.failoverCluster : is.preferredCluster;
  if (is.action !== undefined && was.action !== is.action && target === runsOn && is.dryRun !== true) return;
  const generation = Number(getAt(before, ['metadata', 'generation']));
  const conditions = getAt(before, ['status', 'conditions']);
  const isFresh =
    getString(before, ['status', 'progression']) === 'Completed' &&
    isArray(conditions) &&
    conditions.every((condition) => Number(getAt(condition, ['observedGeneration'])) >= generation);
  demand(isFresh, `${story}, believing a status that speaks of an older generation than ${generation}`);
}
