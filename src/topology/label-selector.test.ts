import { describe, expect, it } from 'vitest';
import { selects } from './label-selector.ts';

const labels = { app: 'cart', tier: 'db' };

describe('selects', () => {
  it.each([
    [{}, true],
    [{ matchLabels: { app: 'cart' } }, true],
    [{ matchLabels: { app: 'cart', tier: 'web' } }, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['db', 'web'] }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] }, false],
    [{ matchExpressions: [{ key: 'gone', operator: 'NotIn', values: ['db'] }] }, true],
    [{ matchExpressions: [{ key: 'gone', operator: 'Exists' }] }, false],
    [{ matchExpressions: [{ key: 'gone', operator: 'DoesNotExist' }] }, true],
    [{ matchLabels: { app: 'cart' }, matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
  ])('%j: %s', (selector, expected) => {
    expect(selects(selector, labels)).toBe(expected);
  });
});
