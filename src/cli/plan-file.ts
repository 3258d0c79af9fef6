import { resolve } from 'node:path';
import { readNamedFile } from '../files/read-named-file.ts';
import { sha256 } from '../files/sha256.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import { UserError } from '../model/errors.ts';
import type { PlanReport, PlanTerms } from '../model/plan.ts';
import type { SavedPlan } from '../model/saved-plan.ts';
import { compareSavedPlan, lifeOf } from '../operations/compare-saved-plan.ts';
import { parseSavedPlan } from '../operations/parse-saved-plan.ts';
import type { PlanOutcome } from '../operations/plan.ts';
import { buildSavedPlan } from '../operations/saved-plan.ts';
import { renderPlanJson } from '../report/plan-json.ts';
import { renderAge, renderStalePlan } from '../report/stale-plan.ts';
import type { CommandContext } from './command.ts';
import { type FlagValues, list, text } from './flags.ts';
import type { Run } from './open-run.ts';

/** For whoever made the plan to read: it names objects and who wrote them. */
const PRIVATE = 0o600;

export function savedPlanOf(run: Run, outcome: PlanOutcome, terms: PlanTerms): PlanReport {
  const { contents, configFile: config, deps, input } = run;
  const blobIds = deps.repository.blobIds;
  return buildSavedPlan(
    outcome,
    { terms, contents, config, now: input.now },
    { digest: deps.digest, blobIds },
  );
}

/** Writes the plan, and says on stderr what it is good for. */
export function savePlanFile(context: CommandContext, name: string, plan: PlanReport): void {
  const { options, stderr, cwd } = context;
  writeAtomically(resolve(cwd, name), renderPlanJson(plan), PRIVATE);
  if (options.quiet) return;
  stderr.write(`saved in ${name} until ${plan.expires}; ramen-sync apply ${name} carries it out\n`);
  const predicted = plan.changes.filter((change) => change.predicted === true).length;
  if (predicted > 0) {
    stderr.write(
      `  ${predicted} predicted without a dry run: apply refuses it where the cluster says otherwise\n`,
    );
  }
  const unpinned = plan.notChecked.filter(({ reason }) => reason === 'secret-not-committed');
  for (const { what } of unpinned) {
    stderr.write(
      `  ${what} holds a Secret and is not committed: apply cannot tell whether its values change\n`,
    );
  }
}

/** Throws UserError where there is no plan in the file, or the flags ask for another one. */
export function readPlanFile(context: CommandContext, name: string, flags: FlagValues): SavedPlan {
  const plan = parseSavedPlan(
    readNamedFile(resolve(context.cwd, name), name, { what: 'plan', hint }),
    name,
    sha256,
  );
  const { only, allow, maxRisk } = plan.terms;
  demandSame('only', list(flags, 'only'), only, name);
  demandSame('allow', list(flags, 'allow'), allow, name);
  demandSame('max-risk', one(text(flags, 'maxRisk')), one(maxRisk), name);
  return plan;
}

export function isExpired(context: CommandContext, name: string, saved: SavedPlan): boolean {
  const now = context.options.now ?? context.clock.now();
  const life = lifeOf(saved, now);
  if (life === 'current') return false;
  const at = new Date(saved.expires).toISOString();
  const how =
    life === 'too-long'
      ? `would expire at ${at}: no plan lives that long`
      : `expired ${renderAge(now - saved.expires)} ago, at ${at}`;
  context.stderr.write(renderStalePlan(name, [{ what: 'the plan', how }]));
  return true;
}

/** Compares it with what planning afresh gave; says what moved, if anything. */
export async function isStale(
  context: CommandContext,
  name: string,
  saved: SavedPlan,
  run: Run,
  outcome: PlanOutcome,
): Promise<boolean> {
  const report = savedPlanOf(run, outcome, saved.terms);
  const moved = await compareSavedPlan(
    saved,
    { report, outcome, contents: run.contents },
    run.deps.repository,
  );
  if (moved.length === 0) return false;
  context.stderr.write(renderStalePlan(name, moved));
  return true;
}

const hint = 'make one with ramen-sync plan --save <file>';

/** A flag that says the same as the plan changes nothing; one that says anything else would make it another plan. */
function demandSame(flag: string, given: readonly string[], planned: readonly string[], name: string): void {
  if (given.length === 0 || isSameSet(given, planned)) return;
  const was = planned.length === 0 ? `without --${flag}` : `with --${flag} ${planned.join(',')}`;
  throw new UserError(`${name} was planned ${was}: --${flag} ${given.join(',')} would make it another plan`, {
    hint: `plan again with these flags, or leave --${flag} out`,
  });
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((item) => b.includes(item)) && b.every((item) => a.includes(item));
}

function one(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}
