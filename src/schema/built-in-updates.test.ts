import { describe, expect, it } from 'vitest';
import { objectOf, updates } from '../../test/support/update-cases.ts';
import { validateUpdate } from './validate.ts';

/** The words are compared with a real server's in test/server/update-words.test.ts. */
describe('an update', () => {
  it.each(Object.entries(updates))('%s', (_, update) => {
    const [old, now] = [objectOf(update, 'a', update.old), objectOf(update, 'a', update.now)];
    expect(validateUpdate(old, now).problems).toHaveLength(update.refused);
    expect(validateUpdate(old, old).problems).toEqual([]);
    expect(JSON.stringify(validateUpdate(old, now).problems)).not.toMatch(/ü|w7w=|aGk=/);
  });
});
