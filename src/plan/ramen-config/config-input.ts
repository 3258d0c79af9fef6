import { ramenKey } from '../../model/annotations.ts';
import { getString } from '../../model/field-path.ts';
import { canonicalJson, type JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import type { Change } from '../../model/plan.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { dumpYaml } from '../../yaml/dump-yaml.ts';
import type { Desired, DraftContext } from '../draft.ts';
import type { JudgeContext } from '../judge.ts';
import type { PlannedWrite } from '../planned-change.ts';
import type { SecretMask } from '../secret-mask.ts';
import { withoutType } from './compare-config.ts';

export interface ConfigInput {
  readonly desired: Desired;
  readonly document: RamenConfigDocument;
  readonly live: LiveObject | undefined;
  /** The object as Git had it at the base's revision; undefined where it cannot be read. */
  readonly before: JsonObject | undefined;
  readonly context: DraftContext;
  readonly judging: JudgeContext;
  readonly secrets: SecretMask;
}

export interface PlannedConfig {
  readonly change: Change;
  readonly write?: PlannedWrite;
}

export const textPath = ['data', ramenKey.configKey] as const;

/** As Git has it: with its comments where it is written as text. */
export function textOfGit({ document }: Pick<ConfigInput, 'document'>): string {
  return getString(document.manifest.object, textPath) ?? dumpYaml(document.value);
}

/** What the configuration says, whichever way it is spelled. */
export function digestOf({ document, context }: Pick<ConfigInput, 'document' | 'context'>): string {
  return context.digest(canonicalJson(withoutType(document.value)));
}
