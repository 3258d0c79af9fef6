import { readFileSync } from 'node:fs';
import { UserError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import type { Environment } from './inputs.ts';

/** What started the workflow, as far as it matters here. */
export interface WorkflowEvent {
  /** The commit that a pull request, or an entry of a merge queue, would be merged into. */
  readonly base?: string;
  /** Number of the pull request. */
  readonly pullRequest?: number;
}

/** Throws UserError where the runner's event cannot be read. */
export function readEvent(env: Environment): WorkflowEvent {
  const file = env.GITHUB_EVENT_PATH;
  if (file === undefined || file === '') return {};
  const event = parseEvent(file);
  const base =
    getString(event, ['pull_request', 'base', 'sha']) ?? getString(event, ['merge_group', 'base_sha']);
  const number = getAt(event, ['pull_request', 'number']);
  if (base !== undefined && !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(base))
    throw new UserError(`the event in ${file} names a base that is no commit id`);
  return {
    ...(base === undefined ? {} : { base }),
    ...(typeof number === 'number' && Number.isSafeInteger(number) ? { pullRequest: number } : {}),
  };
}

function parseEvent(file: string): JsonObject {
  try {
    const event: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(event) ? event : {};
  } catch (error) {
    throw new UserError(
      `the event in ${file} cannot be read, so it is not known whose configuration counts`,
      { cause: error },
    );
  }
}
