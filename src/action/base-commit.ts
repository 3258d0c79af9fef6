import { readFileSync } from 'node:fs';
import { UserError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import { isObject } from '../model/json.ts';
import type { Environment } from './inputs.ts';

/**
 * The commit that a pull request, or an entry of a merge queue, would be merged into; undefined for other events.
 * Throws UserError where the runner's event cannot be read.
 */
export function readBaseCommit(env: Environment): string | undefined {
  const file = env.GITHUB_EVENT_PATH;
  if (file === undefined || file === '') return undefined;
  const event = parseEvent(file);
  const base =
    getString(event, ['pull_request', 'base', 'sha']) ?? getString(event, ['merge_group', 'base_sha']);
  if (base === undefined || /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(base)) return base;
  throw new UserError(`the event in ${file} names a base that is no commit id`);
}

function parseEvent(file: string): Parameters<typeof getString>[0] {
  try {
    const event: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(event) ? event : {};
  } catch (error) {
    throw new UserError(
      `the event in ${file} cannot be read, so it is not known whose configuration counts`,
      {
        cause: error,
      },
    );
  }
}
