import { describe, expect, it } from 'vitest';
import { serverPath } from '../../src/schema/problem.ts';
import { validateObject, validateUpdate } from '../../src/schema/validate.ts';
import { sharedServer } from '../support/shared-server.ts';
import { objectOf, updates } from '../support/update-cases.ts';

const server = sharedServer();

describe.skipIf(server === undefined)('updates: our words and those of a real kube-apiserver', () => {
  it.each(Object.entries(updates))('%s', (title, update) => {
    const name = `update-words-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`;
    const [old, now] = [objectOf(update, name, update.old), objectOf(update, name, update.now)];
    const apply = ['apply', '--server-side', '--field-manager=update-words', '--validate=strict', '-f', '-'];
    server?.kubectl(apply, { input: JSON.stringify(old) });
    const answer = refusalsOf(() =>
      server?.kubectl([...apply, '--dry-run=server'], { input: JSON.stringify(now) }),
    );
    expect(validateObject(now).problems).toEqual([]);
    const ours = validateUpdate(old, now).problems.map(
      ({ path, message }) => `${serverPath(path)}: ${message}`,
    );
    expect(ours.sort()).toEqual(answer);
    expect(answer).toHaveLength(update.refused);
  });
});

/** What kubectl passes on, one problem a line. */
function refusalsOf(ask: () => unknown): readonly string[] {
  try {
    ask();
    return [];
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return (/is invalid: ([\s\S]*)/.exec(text)?.[1] ?? text)
      .split('\n')
      .map((line) => line.replace(/^\* /, '').trim())
      .filter((line) => line !== '')
      .sort();
  }
}
