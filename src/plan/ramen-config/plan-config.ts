import { ramenKey } from '../../model/annotations.ts';
import { getAt, getString } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { isBeingDeleted, type LiveObject } from '../../model/live-object.ts';
import type { Change } from '../../model/plan.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { parseText } from '../../yaml/parse-text.ts';
import { formatBase } from '../base.ts';
import { type Concluded, judgedOf } from '../conclude.ts';
import { boundToAbsence, withBase } from '../desired-object.ts';
import { activeHold } from '../hold.ts';
import { judgeChange } from '../judge.ts';
import { freshBase } from '../next-base.ts';
import { type ConfigInput, digestOf, type PlannedConfig, textOfGit, textPath } from './config-input.ts';
import { effectiveKey } from './operator-rewrite.ts';
import { updateConfig } from './update-config.ts';

/**
 * Ramen's configuration has no field ownership inside its text, and the operator rewrites it: compared and merged is the
 * parsed document, on the declared keys only. Each section and each profile is judged for itself; those that pass go into
 * one write of that one key, bound to UID and resourceVersion.
 */
export function planConfig(input: ConfigInput): PlannedConfig {
  const { live, desired, document, context } = input;
  if (!document.readable) {
    const message = `Git's text of ${ramenKey.configKey} is no map of keys`;
    return stopped(input, 'lint', message, 'see what lint says about it');
  }
  if (live === undefined) return createConfig(input);
  if (isBeingDeleted(live)) {
    return stopped(input, 'being-deleted', 'it is being deleted on the cluster, which cannot be taken back');
  }
  const hold = activeHold(desired.manifest.object, live, context.now);
  if (hold !== undefined) {
    const reason = `frozen ${hold.where}: ${hold.reason}`;
    return { change: { ...still(input), state: 'held', reason } };
  }
  const text = getString(live, textPath) ?? '';
  const { value } = parseText(text);
  if (value === undefined && isBlank(text)) return fillConfig(input, live);
  const trouble = unusable(live, value);
  if (trouble !== undefined || !isObject(value)) {
    return stopped(input, 'live-unreadable', trouble ?? '', 'mend it there first, then plan again');
  }
  return updateConfig(input, live, text, value);
}

function isBlank(text: string): boolean {
  return text.split(/\r\n?|\n/).every((line) => /^\s*(?:#.*|---\s*)?$/.test(line));
}

function unusable(live: LiveObject, value: unknown): string | undefined {
  if (live.immutable === true) {
    return 'the ConfigMap on the cluster is immutable: neither ramen-sync nor the operator can change its text';
  }
  if (value === undefined) return `the text of ${ramenKey.configKey} on the cluster does not parse`;
  return isObject(value) ? undefined : `the text of ${ramenKey.configKey} on the cluster is no map of keys`;
}

function still({ desired: { ref, kind, manifest }, live }: ConfigInput): Omit<Change, 'state'> {
  return {
    object: ref,
    wave: kind.wave,
    location: manifest.locate([]),
    ...(live === undefined ? {} : { judged: judgedOf(live) }),
    fields: [],
    consequences: [],
    blocks: [],
  };
}

function stopped(input: ConfigInput, gate: string, message: string, help?: string): PlannedConfig {
  const block = { gate, message, ...(help === undefined ? {} : { help }) };
  return { change: { ...still(input), state: 'blocked', blocks: [block] } };
}

function createConfig(input: ConfigInput): PlannedConfig {
  const { desired, context } = input;
  const { ref, manifest } = desired;
  const hold = activeHold(manifest.object, undefined, context.now);
  if (hold !== undefined) {
    const reason = `frozen ${hold.where}: ${hold.reason}`;
    return { change: { ...still(input), state: 'held', reason } };
  }
  const missing = missingForWhole(input.document);
  if (missing.length > 0) {
    return incomplete(input, `there is no ConfigMap ${ref.name} yet`, missing);
  }
  const body = { ...configMapOf(input), metadata: getAt(desired.declared, ['metadata']) ?? {} };
  const named: JsonObject = {
    ...body,
    metadata: {
      ...(isObject(body.metadata) ? body.metadata : {}),
      name: ref.name,
      ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
    },
  };
  const base = formatBase(freshBase(desired.ours, digestOf(input)));
  return asWhole(input, {
    change: { ...still(input), state: 'create', risk: 'reversible', predicted: true },
    write: { type: 'create', body: boundToAbsence(withBase(named, base)) },
    wanted: named,
  });
}

/** A ConfigMap whose text has nothing in it: to a running operator the same as none, so Git's has to be whole. */
function fillConfig(input: ConfigInput, live: LiveObject): PlannedConfig {
  const missing = missingForWhole(input.document);
  if (missing.length > 0) return incomplete(input, `the text on the cluster is empty`, missing);
  return updateConfig(input, live, undefined, {});
}

function incomplete(input: ConfigInput, what: string, missing: readonly string[]): PlannedConfig {
  return stopped(
    input,
    'config-incomplete',
    `${what}, and Git's lacks ${missing.join(', ')}: a running operator would read nothing there`,
    'write the complete configuration, or let the operator create its own first',
  );
}

function asWhole(input: ConfigInput, concluded: Concluded): PlannedConfig {
  const change = judgeChange(concluded, input.desired, input.live, input.judging);
  const writes = change.state === 'create' || change.state === 'update';
  return { change, ...(concluded.write === undefined || !writes ? {} : { write: concluded.write }) };
}

function configMapOf(input: ConfigInput): JsonObject {
  const { declared } = input.desired;
  const around = declared.kind === 'ConfigMap' ? declared : {};
  const data = isObject(around.data) ? around.data : {};
  return {
    ...around,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    data: { ...data, [ramenKey.configKey]: textOfGit(input) },
  };
}

/** Keys without which a running operator would read false or nothing until its next start. */
const wholeKeys = ['leaderElection', 'metrics', 'health', 's3StoreProfiles', 'ramenOpsNamespace'];

/** What a document lacks to be the only text of the ConfigMap. */
function missingForWhole({ value, role }: RamenConfigDocument): readonly string[] {
  const keys = role === 'hub' ? [...wholeKeys, 'drClusterOperator'] : wholeKeys;
  return keys.filter((key) => effectiveKey(value, key) === undefined);
}
