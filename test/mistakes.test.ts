import { describe, expect, it } from 'vitest';
import { findRule } from '../src/rules/registry.ts';
import { applicationsByHand } from './mistakes/applications-by-hand.ts';
import { byProse } from './mistakes/by-prose.ts';
import type { Found, Mistake, MistakeTable } from './mistakes/mistake.ts';
import { platformByHand } from './mistakes/platform-by-hand.ts';
import { relations } from './mistakes/relations.ts';
import { samplesOfRamen } from './mistakes/samples-of-ramen.ts';
import { threads } from './mistakes/threads.ts';
import { lintFiles } from './topologies/lint-files.ts';

const tables: readonly MistakeTable[] = [applicationsByHand, platformByHand, byProse, samplesOfRamen];
const mistakes: MistakeTable = Object.assign({}, ...tables);
const numbers = Object.keys(mistakes).map(Number);

describe('114 mistakes that people make with Ramen', () => {
  it('all are accounted for, each by a rule or by a reason', () => {
    expect(numbers).toEqual(Array.from({ length: 114 }, (_, index) => index + 1));
    for (const mistake of Object.values(mistakes)) {
      expect(mistake.what).not.toBe('');
      if ('noRule' in mistake) expect(mistake.noRule).not.toBe('');
    }
    const parts = tables.map((table) => Object.keys(table).length);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(114);
  });

  it.each(findable(mistakes))('%i: %s', async (_, __, mistake) => {
    await expectFound(mistake);
  });
});

describe('what objects must say of each other', () => {
  it.each(findable(relations))('%i: %s', async (_, __, mistake) => {
    await expectFound(mistake);
  });
});

describe("what people asked in Ramen's issues and pull requests", () => {
  it.each(findable(threads))('%i: %s', async (_, __, mistake) => {
    await expectFound(mistake);
  });
});

function findable(table: MistakeTable): readonly (readonly [number, string, Found])[] {
  return Object.entries(table).flatMap(([number, mistake]: [string, Mistake]) =>
    'noRule' in mistake ? [] : [[Number(number), mistake.what, mistake] as const],
  );
}

async function expectFound({ yaml, before }: Found): Promise<void> {
  const expected = markedIn(yaml);
  expect(expected).not.toEqual([]);
  for (const mark of expected) expect(findRule(mark.split(' ')[1] ?? '')?.id).toBe(mark.split(' ')[1]);
  const { report } = await lintFiles(
    { files: [{ path: 'a.yaml', text: yaml }] },
    before === undefined ? {} : { before: [{ path: 'a.yaml', text: before }] },
  );
  const found = report.findings.map(({ rule, location }) => `${location.line} ${rule}`);
  expect(found, found.join('\n')).toEqual(expect.arrayContaining([...expected]));
}

/** `line rule` for each mark. */
function markedIn(yaml: string): readonly string[] {
  return yaml.split('\n').flatMap((line, index) => {
    const rules = / # <- (.*)$/.exec(line)?.[1]?.split(', ') ?? [];
    return rules.map((rule) => `${index + 1} ${rule}`);
  });
}
