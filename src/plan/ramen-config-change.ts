import { ramenConfig } from '../kinds/ramen-config.ts';
import { annotation, ramenKey } from '../model/annotations.ts';
import { formatPath, getAt, getString, setAt } from '../model/field-path.ts';
import { canonicalJson, isObject, type JsonObject, jsonEquals } from '../model/json.ts';
import {
  annotationOf,
  isBeingDeleted,
  type LiveObject,
  resourceVersionOf,
  uidOf,
} from '../model/live-object.ts';
import { type Block, type FieldChange, type Origin, type Risk, worstRisk } from '../model/plan.ts';
import type { DesiredObject } from '../topology/topology.ts';
import { dumpYaml } from '../yaml/dump-yaml.ts';
import { parseText } from '../yaml/parse-text.ts';
import { type Base, formatBase, readBase } from './base.ts';
import { type Concluded, judgedOf } from './conclude.ts';
import {
  type ConfigComparison,
  type ConfigDifference,
  compareConfig,
  missingForCreate,
} from './config-text.ts';
import { boundToAbsence, withBase } from './desired-object.ts';
import type { DraftContext } from './draft.ts';
import { activeHold } from './hold.ts';
import { freshBase, nextBaseText } from './next-base.ts';
import type { PatchOperation } from './planned-change.ts';
import type { OurRevision } from './runtime-comparison.ts';

export interface RamenConfigInput {
  readonly object: DesiredObject;
  /** The parsed configuration as Git has it. */
  readonly declared: JsonObject;
  readonly ours: OurRevision;
  readonly live: LiveObject | undefined;
  /** The parsed configuration at the base's revision; undefined where it cannot be read. */
  readonly before: JsonObject | undefined;
  readonly context: DraftContext;
}

const textPath = ['data', ramenKey.configKey] as const;

/**
 * Ramen's configuration has no field ownership inside its text, and the operator rewrites it: compare and merge the parsed
 * document on the declared keys only, and write that one key, bound to UID and resourceVersion.
 */
export function concludeRamenConfig(input: RamenConfigInput): Concluded {
  const { live, object, context } = input;
  if (live === undefined) return concludeCreate(input);
  if (isBeingDeleted(live))
    return stopped(input, live, 'being-deleted', 'it is being deleted on the cluster');
  const hold = activeHold(object.manifest.object, live, context.now);
  if (hold !== undefined) {
    const change = {
      ...header(object),
      state: 'held' as const,
      judged: judgedOf(live),
      reason: `frozen ${hold.where}: ${hold.reason}`,
      fields: [],
      consequences: [],
      blocks: [],
    };
    return { change, write: undefined, wanted: live };
  }
  const text = getString(live, textPath);
  const value = text === undefined ? undefined : parseText(text).value;
  if (text !== undefined && !isObject(value)) {
    return stopped(
      input,
      live,
      'live-unreadable',
      `the text of ${ramenKey.configKey} on the cluster does not parse: mend it there first`,
    );
  }
  const comparison = compareConfig(input.declared, isObject(value) ? value : {});
  return concludeUpdate(input, live, comparison, text);
}

function header(object: DesiredObject) {
  return { object: object.ref, wave: object.kind.wave, location: object.manifest.locate([]) };
}

function stopped({ object }: RamenConfigInput, live: LiveObject, gate: string, message: string): Concluded {
  const blocks: Block[] = [{ gate, message }];
  return {
    change: {
      ...header(object),
      state: 'blocked',
      judged: judgedOf(live),
      fields: [],
      consequences: [],
      blocks,
    },
    write: undefined,
    wanted: live,
  };
}

function concludeCreate(input: RamenConfigInput): Concluded {
  const { object, declared } = input;
  const missing = missingForCreate(declared);
  const { namespace, name } = object.ref;
  const body: JsonObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...labelsOf(object) },
    data: { [ramenKey.configKey]: declaredText(object, declared) },
  };
  const blocks: Block[] =
    missing.length === 0
      ? []
      : [
          {
            gate: 'config-incomplete',
            message: `there is no ConfigMap ${name} yet, and Git's text lacks ${missing.join(', ')}: a running operator would read nothing there`,
            help: 'write the complete configuration, or let the operator create its own first',
          },
        ];
  return {
    change: {
      ...header(object),
      state: blocks.length === 0 ? 'create' : 'blocked',
      risk: 'reversible',
      fields: [],
      consequences: [],
      blocks,
      predicted: true,
    },
    write: {
      type: 'create',
      body: boundToAbsence(withBase(body, formatBase(meantBase(input)))),
    },
    wanted: body,
  };
}

function labelsOf(object: DesiredObject): JsonObject {
  const labels = getAt(object.manifest.object, ['metadata', 'labels']);
  return isObject(labels) ? { labels } : {};
}

function declaredText(object: DesiredObject, declared: JsonObject): string {
  return getString(object.manifest.object, textPath) ?? dumpYaml(declared);
}

function meantBase({ declared, ours, context }: RamenConfigInput): Base {
  return freshBase(ours, context.digest(canonicalJson(declared)));
}

function concludeUpdate(
  input: RamenConfigInput,
  live: LiveObject,
  comparison: ConfigComparison,
  text: string | undefined,
): Concluded {
  const { object, declared, ours, context } = input;
  const base = readBase(live);
  const fields = comparison.differences.map((difference) => toFieldChange(difference, input, base));
  const notes = comparison.notDurable.map((key) => ({
    code: 'not-durable',
    text: `${key}: false is dropped when the operator rewrites its text, and reads as true after its next start`,
  }));
  const kept = annotationOf(live, annotation.applied);
  const fresh = meantBase(input);
  const nextBase = nextBaseText({
    base,
    kept,
    fresh,
    lineage: context.lineage,
    ours,
    overridden: false,
    overtakes: false,
  });
  const settled = fields.length === 0 && nextBase === kept;
  const merged = comparison.merged;
  const wanted = fields.length === 0 ? live : setAt(live, textPath, dumpYaml(merged));
  return {
    change: {
      ...header(object),
      state: settled ? 'unchanged' : 'update',
      ...(settled ? {} : { risk: riskOf(comparison.differences, live, declared) }),
      judged: judgedOf(live),
      ...(settled || fields.length > 0
        ? {}
        : {
            reason:
              base === undefined
                ? 'takes equal values under management'
                : 'notes what Git and cluster agree on',
          }),
      fields,
      consequences: notes,
      blocks: [],
    },
    write: settled
      ? undefined
      : { type: 'patch', operations: patchOf(live, fields.length === 0 ? text : dumpYaml(merged), nextBase) },
    wanted,
  };
}

function toFieldChange(
  difference: ConfigDifference,
  input: RamenConfigInput,
  base: Base | undefined,
): FieldChange {
  return {
    path: `${formatPath(textPath)}:${formatPath(difference.path)}`,
    ...(difference.live === undefined ? {} : { live: difference.live }),
    git: difference.git,
    origin: originOf(difference, input, base),
  };
}

function originOf(difference: ConfigDifference, input: RamenConfigInput, base: Base | undefined): Origin {
  if (base === undefined) return 'unknown';
  if (input.before === undefined) {
    return base.digest === input.context.digest(canonicalJson(input.declared)) ? 'live' : 'unknown';
  }
  const before = compareConfig(input.declared, input.before).differences;
  const moved = before.find((candidate) => jsonEquals([...candidate.path], [...difference.path]));
  if (moved === undefined) return 'live';
  return jsonEquals(moved.live, difference.live) ? 'git' : 'both';
}

function riskOf(differences: readonly ConfigDifference[], live: LiveObject, declared: JsonObject): Risk {
  return worstRisk(
    differences.map((difference) => {
      const newProfile = difference.path[0] === 's3StoreProfiles' && difference.path.length === 2;
      return newProfile ? 'reversible' : ramenConfig.risk(difference.path, live, declared);
    }),
  );
}

function patchOf(live: LiveObject, text: string | undefined, base: string): readonly PatchOperation[] {
  const annotations = getAt(live, ['metadata', 'annotations']);
  const pointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
  return [
    { op: 'test', path: '/metadata/uid', value: uidOf(live) },
    { op: 'test', path: '/metadata/resourceVersion', value: resourceVersionOf(live) },
    ...(isObject(live.data) ? [] : [{ op: 'add' as const, path: '/data', value: {} }]),
    ...(text === undefined
      ? []
      : [{ op: 'add' as const, path: `/data/${pointer(ramenKey.configKey)}`, value: text }]),
    ...(isObject(annotations) ? [] : [{ op: 'add' as const, path: '/metadata/annotations', value: {} }]),
    { op: 'add', path: `/metadata/annotations/${pointer(annotation.applied)}`, value: base },
  ];
}
