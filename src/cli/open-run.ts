import { resolve } from 'node:path';
import { connectConfigured } from '../cluster/connect-configured.ts';
import { diskFileStore } from '../files/disk-file-store.ts';
import { readNamedFile } from '../files/read-named-file.ts';
import { sha256 } from '../files/sha256.ts';
import { gitRepository } from '../git/git-repository.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { type Risk, riskClasses } from '../model/plan.ts';
import type { Snapshot, SnapshotSource } from '../model/snapshot.ts';
import type { SourceFile } from '../model/source.ts';
import { requireAllowable } from '../operations/explain.ts';
import { lintForPlan } from '../operations/lint-for-plan.ts';
import { type ConnectCluster, type OpenClusters, openClusters } from '../operations/open-clusters.ts';
import type { Permission, PlannerDeps, PlannerInput } from '../operations/planner.ts';
import type { PlanFiles } from '../operations/saved-sources.ts';
import { type OpenSnapshot, openSnapshot } from '../operations/snapshot/open-snapshot.ts';
import { parseSnapshot, snapshotHint } from '../operations/snapshot/parse-snapshot.ts';
import { unlessAborted } from '../operations/unless-aborted.ts';
import type { FileStore } from '../ports/repository.ts';
import type { CommandContext } from './command.ts';
import { type FlagValues, text } from './flags.ts';
import { kustomizeFor } from './kustomize-for.ts';
import { configOf, readConfigFile } from './load-config.ts';
import { sandboxClock } from './sandbox/sandbox-clock.ts';
import { growYoungGenerationOnce } from './young-generation.ts';

/** A DR repository that was read, and the clusters it speaks of: what plan, apply, adopt and status work with. */
export interface Run {
  readonly config: Config;
  /** What `config` was read from; absent where there is no file. */
  readonly configFile: SourceFile | undefined;
  readonly contents: PlanFiles;
  readonly files: FileStore;
  readonly input: PlannerInput;
  /** The clusters are those of a snapshot: then `input.now` is when it was taken. */
  readonly from: { readonly snapshot?: SnapshotSource };
  readonly now: number;
  readonly deps: PlannerDeps;
  readonly close: () => void;
}

export interface RunOptions {
  readonly maxRisk: Risk | undefined;
  readonly allow: readonly Permission[];
  readonly dryRun: PlannerInput['dryRun'];
  readonly keepLive?: boolean;
  /** A file of a snapshot, in the place of the clusters. */
  readonly snapshot?: string;
}

/** Reads and lints the repository, and asks every cluster who it is. Close it when done. */
export async function openRun(context: CommandContext, options: RunOptions): Promise<Run> {
  growYoungGenerationOnce(8);
  const configFile = await readConfigFile(context);
  const config = configOf(configFile, context);
  const files = diskFileStore(context.options.repo);
  const clock = (await sandboxClock(config, context)) ?? context.clock;
  const now = context.options.now ?? clock.now();
  const snapshot = options.snapshot === undefined ? undefined : readSnapshot(context, options.snapshot);
  const kustomize = await kustomizeFor(config, context.options.repo, context.env);
  const linting = lintForPlan({ config, now }, { files, ...(kustomize === undefined ? {} : { kustomize }) });
  // The clusters are asked who they are while the repository is read.
  const opening: Promise<OpenClusters & Partial<OpenSnapshot>> =
    snapshot === undefined
      ? openClusters(config, connectFrom(config, context), clock)
      : linting.then(({ topology }) => openSnapshot(snapshot, { config, topology, now }, clock));
  opening.catch(() => undefined);
  try {
    const { topology, contents, errors } = await linting;
    const clusters = await unlessAborted(opening, context.signal);
    const { source } = clusters;
    return {
      config,
      configFile,
      contents,
      files,
      input: {
        config,
        topology,
        errors,
        allow: options.allow,
        maxRisk: options.maxRisk,
        dryRun: options.dryRun,
        keepLive: options.keepLive === true,
        now: clusters.takenAt ?? now,
      },
      from: source === undefined ? {} : { snapshot: source },
      now,
      deps: {
        clusters,
        repository: gitRepository(context.options.repo),
        digest: sha256,
        clock,
      },
      close: clusters.close,
    };
  } catch (error) {
    // Nobody waits for clusters that nobody will ask.
    opening.then(({ close }) => close()).catch(() => undefined);
    throw error;
  }
}

function readSnapshot({ cwd }: CommandContext, name: string): Snapshot {
  const about = { what: 'snapshot', hint: snapshotHint };
  return parseSnapshot(readNamedFile(resolve(cwd, name), name, about), name);
}

export function parseAllow(values: readonly string[]): readonly Permission[] {
  return values.map((value) => {
    const equals = value.indexOf('=');
    if (equals <= 0 || equals === value.length - 1) {
      throw new UserError(`--allow ${value} names no gate and object`, {
        hint: 'write it as plan shows it: --allow busy=drpc/shop/cart',
      });
    }
    const gate = value.slice(0, equals);
    requireAllowable(gate);
    return { gate, object: value.slice(equals + 1) };
  });
}

export function parseRisk(flags: FlagValues): Risk | undefined {
  const value = text(flags, 'maxRisk');
  if (value === undefined) return undefined;
  const known = riskClasses.find((risk) => risk === value);
  if (known !== undefined) return known;
  throw new UserError(`--max-risk ${value} is no risk class`, {
    hint: `classes are ${riskClasses.join(', ')}`,
  });
}

/** Of several ceilings the strictest counts. */
export function strictest(...ceilings: readonly (Risk | undefined)[]): Risk | undefined {
  const given = ceilings.flatMap((risk) => (risk === undefined ? [] : [riskClasses.indexOf(risk)]));
  return given.length === 0 ? undefined : riskClasses[Math.min(...given)];
}

function connectFrom(config: Config, context: CommandContext): ConnectCluster {
  const { requestTimeoutMs, verbose, quiet } = context.options;
  const say = (line: string) => context.stderr.write(`${line}\n`);
  return connectConfigured(config, {
    requestTimeoutMs,
    clock: context.clock,
    ...(verbose ? { verbose: say } : {}),
    ...(quiet ? {} : { warn: (line: string) => say(`warning: ${line}`) }),
  });
}
