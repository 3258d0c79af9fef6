import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApplyEventType, terminalEvents } from '../../src/model/apply-event.ts';
import { getString } from '../../src/model/field-path.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { Fault, ProxiedRequest } from './fault-proxy.ts';
import { type FaultStage, openFaultStage } from './fault-stage.ts';
import { faults, type NamedFault } from './faults.ts';
import {
  type Content,
  differences,
  keyOf,
  lawsBrokenBy,
  lawsBrokenOnTheWay,
  type Mutation,
} from './laws-of-writing.ts';
import type { CliResult } from './run-cli.ts';

/** How many stages wait for each other's deadlines and pauses. */
const LANES = 3;
/** So that a machine that is busy ends somewhere. */
const PARTS = 6;

/**
 * Every fault at every write, or at every read, of a run in turn. Without `all` each request meets only some of the
 * faults, each fault meets requests of each kind, and a write meets all of those that the server gets to see.
 */
export function faultTable(at: 'reads' | 'writes', all: boolean): void {
  let stages: readonly FaultStage[] = [];
  let cleans: readonly CleanRun[] = [];
  let cases: readonly Case[] = [];
  beforeAll(async () => {
    stages = await Promise.all(Array.from({ length: LANES }, openFaultStage));
    cleans = await Promise.all(stages.map(runClean));
    const spots = cleans[0]?.spots.filter((spot) => isWrite(spot) === (at === 'writes')) ?? [];
    cases = spots.flatMap((spot, row) =>
      faults
        .filter((fault, column) => all || isChosen(at, fault, row, column))
        .map((fault) => ({ spot, fault })),
    );
    console.log(`${cases.length} faults at ${spots.length} ${at}`);
    expect(cases.length).toBeGreaterThan(100);
  });
  afterAll(() => Promise.all(stages.map((stage) => stage.close())));

  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    `the next run ends where an undisturbed one does, and nothing on the way breaks a law (part %i of ${PARTS})`,
    async (part) => {
      const own = cases.filter((_, index) => index % PARTS === part);
      const queue = own.values();
      const broken: string[] = [];
      let missed = 0;
      const lanes = stages.map(async (stage, lane) => {
        const clean = cleans[lane];
        if (clean === undefined) return;
        for (const { spot, fault } of queue) {
          const { fired, problems } = await playFault(stage, clean, spot, fault.fault);
          if (!fired) missed += 1;
          if (problems.length > 0) broken.push(`${spotName(spot)}: ${fault.name}\n${problems.join('\n')}`);
        }
      });
      await Promise.all(lanes);
      expect(broken).toEqual([]);
      // What is read again depends on how long ago it was read.
      expect(missed).toBeLessThan(Math.max(2, own.length / 4));
    },
  );
}

interface Case {
  readonly spot: Spot;
  readonly fault: NamedFault;
}

function isChosen(at: 'reads' | 'writes', fault: NamedFault, row: number, column: number): boolean {
  return at === 'writes' ? fault.reaches || (row + column) % 3 === 0 : (row + column) % 16 === 0;
}

/** One request of a run: the n-th of its kind to the same path. */
export interface Spot {
  readonly request: ProxiedRequest;
  readonly nth: number;
}

/** An undisturbed run: where it starts, what it asks, and where it ends. */
export interface CleanRun {
  readonly spots: readonly Spot[];
  readonly before: Content;
  readonly after: Content;
}

export const applying = ['apply', '--yes', '--no-wait', '--max-risk', 'moves-data', '-o', 'json'];
/** The other run has the usual deadline: a machine that is busy is no fault. */
const inHaste = [...applying, '--request-timeout', '2s'];

export async function runClean(stage: FaultStage): Promise<CleanRun> {
  startOver(stage);
  const before = stage.watched.content();
  const result = await stage.cli(applying);
  if (result.status !== 0) throw new Error(`the undisturbed run fails: ${result.stdout}${result.stderr}`);
  const met = new Map<string, number>();
  const spots = stage.proxies.flatMap(({ seen }) =>
    seen.map((request) => {
      const nth = (met.get(nameOf(request)) ?? 0) + 1;
      met.set(nameOf(request), nth);
      return { request, nth };
    }),
  );
  const after = stage.watched.content();
  const plan = await stage.cli(['plan', '--detailed-exitcode']);
  if (plan.status !== 0) throw new Error(`the plan after an undisturbed run is not empty: ${plan.stdout}`);
  return { spots, before, after };
}

interface Played {
  /** False: the run never came to that request. */
  readonly fired: boolean;
  readonly problems: readonly string[];
}

/** A run with the fault at one request, and the next one without; answers what went against the laws, or untold. */
async function playFault(stage: FaultStage, clean: CleanRun, spot: Spot, fault: Fault): Promise<Played> {
  startOver(stage);
  let met = 0;
  let fired = false;
  for (const proxy of stage.proxies) {
    proxy.decide = (request) => {
      if (nameOf(request) !== nameOf(spot.request)) return undefined;
      met += 1;
      if (met !== spot.nth) return undefined;
      fired = true;
      return fault;
    };
  }
  const first = await stage.cli(inHaste);
  const untold = untoldBy(first, stage.watched.mutations, clean, stage.watched.content());
  for (const proxy of stage.proxies) proxy.decide = () => undefined;
  const second = await stage.cli(applying);
  for (const { late } of stage.proxies) for (const arrive of late.splice(0)) await arrive();
  const problems = [
    ...untold,
    ...(second.status === 0
      ? []
      : [`the next run ended with ${second.status}: ${second.stdout}${second.stderr}`]),
    ...stage.proxies.flatMap(({ seen }) => seen.flatMap(lawsBrokenBy)),
    ...lawsBrokenOnTheWay(stage.watched.mutations, clean.before, clean.after),
    ...differences(clean.after, stage.watched.content()),
  ];
  return { fired, problems: problems.length === 0 ? [] : [...problems, told(first)] };
}

export function startOver({ watched, proxies }: FaultStage): void {
  watched.restore();
  watched.mutations.length = 0;
  for (const proxy of proxies) {
    proxy.seen.length = 0;
    proxy.decide = () => undefined;
  }
}

export function nameOf({ cluster, method, path, kind }: ProxiedRequest): string {
  return `${cluster} ${kind} ${method} ${path}`;
}

/** What the first run did and did not say, or said and did not do. */
function untoldBy(
  result: CliResult,
  mutations: readonly Mutation[],
  { before, after }: CleanRun,
  now: Content,
): readonly string[] {
  const events = result.stdout.split('\n').flatMap(readEvent);
  const written = new Set(mutations.map(({ cluster, object }) => keyOf(cluster, object)));
  const applied = new Set(events.filter(({ event }) => event === 'applied').map(({ key }) => key));
  const endings = new Map(
    events.filter(({ event }) => terminalEvents.has(event)).map((event) => [event.key, event]),
  );
  const wanted = differences(before, after).map((line) => line.split(': ')[0] ?? '');
  const missing = new Set(differences(after, now).map((line) => line.split(': ')[0] ?? ''));
  const said: string[] = [];
  for (const key of written) {
    if (applied.has(key) || /may have been written|already taken out/.test(endings.get(key)?.message ?? ''))
      continue;
    said.push(`${key} was written, and the run says ${JSON.stringify(endings.get(key) ?? 'nothing')}`);
  }
  for (const key of applied) {
    if (missing.has(key)) said.push(`${key} is said to be applied, and is not`);
  }
  if (result.status === 0) {
    for (const key of wanted) {
      const ending = endings.get(key);
      if (missing.has(key) && !/unreachable/.test(ending?.message ?? ''))
        said.push(
          `the run ended with 0, and ${key} is not done: ${JSON.stringify(ending ?? 'nothing is said')}`,
        );
    }
  } else if (events.length === 0) {
    if (written.size > 0) said.push('the run says nothing of what it wrote');
    if (!result.stderr.startsWith('error: ')) said.push(`the run ends without an error: ${result.stderr}`);
  } else if (![1, 3].includes(result.status)) said.push(`the run ended with ${result.status}`);
  else if (result.status === 1 && ![...endings.values()].some(({ event }) => event === 'failed'))
    said.push('the run ended with 1, and nothing has failed');
  return said;
}

interface EventView {
  readonly event: ApplyEventType;
  readonly key: string;
  readonly message: string;
}

function readEvent(line: string): readonly EventView[] {
  if (!line.startsWith('{')) return [];
  const value: {
    readonly event: EventView['event'];
    readonly object?: JsonObject;
    readonly message?: string;
  } = JSON.parse(line);
  const { event, object, message = '' } = value;
  if (!isObject(object)) return [];
  const key = keyOf(getString(object, ['cluster']) ?? '', { kind: object.kind ?? '', metadata: object });
  return [{ event, key, message }];
}

function told({ status, stdout, stderr }: CliResult): string {
  const events = stdout.split('\n').filter((line) => /"(failed|skipped|retrying|blocked)"/.test(line));
  return `first run: ${status}\n${events.join('\n')}\n${stderr.slice(0, 300)}`;
}

function spotName({ request, nth }: Spot): string {
  return `${nameOf(request)} (${nth})`;
}

export function isWrite({ request: { kind } }: Spot): boolean {
  return kind === 'apply' || kind === 'patch' || kind === 'delete';
}
