import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allExplanations } from '../src/operations/explain.ts';
import { renderExplanationMarkdown, renderGateIndex, renderRuleIndex } from '../src/report/explanation.ts';
import { alertsPage } from './support/alerts-page.ts';
import { chartFiles } from './support/chart.ts';
import { editorSchemas } from './support/editor-schemas.ts';
import { metricsPage } from './support/metrics-page.ts';
import { sandboxApiPage } from './support/sandbox-api-page.ts';

const docs = resolve(import.meta.dirname, '../docs');

/** What `npm run generate` writes (UPDATE=1); without it this test says what is not current. */
const folders = [
  { name: 'rules', subject: 'rule', index: renderRuleIndex },
  { name: 'gates', subject: 'gate', index: renderGateIndex },
] as const;

describe.each(folders)('docs/$name', ({ name, subject, index }) => {
  const folder = join(docs, name);
  const list = allExplanations().filter((explanation) => explanation.subject === subject);
  const pages = new Map([
    ['README.md', index(list)],
    ...list.map((page) => [`${page.word}.md`, renderExplanationMarkdown(page)] as const),
  ]);
  if (process.env.UPDATE === '1') {
    mkdirSync(folder, { recursive: true });
    for (const [page, text] of pages) writeFileSync(join(folder, page), text);
  }

  it(`has a page for each ${subject}, and no other`, () => {
    expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  });

  it.each([...pages])('%s is what its source says (else: npm run generate)', (page, text) => {
    expect(readFileSync(join(folder, page), 'utf8')).toBe(text);
  });
});

const pages = {
  'metrics.md': metricsPage,
  'alerts.md': alertsPage,
  'sandbox-api.md': sandboxApiPage,
} as const;

it.each(Object.entries(pages))('docs/%s is what its source says (else: npm run generate)', (page, render) => {
  const path = join(docs, page);
  if (process.env.UPDATE === '1') writeFileSync(path, render());
  expect(readFileSync(path, 'utf8')).toBe(render());
});

describe('charts/ramen-sync', () => {
  const folder = resolve(docs, '../charts/ramen-sync');
  const files = chartFiles();
  if (process.env.UPDATE === '1') {
    rmSync(join(folder, 'templates'), { recursive: true, force: true });
    mkdirSync(join(folder, 'templates'), { recursive: true });
    for (const [path, text] of files) writeFileSync(join(folder, path), text);
  }

  it('has a template for each file of deploy/, and no other', () => {
    const templates = readdirSync(join(folder, 'templates')).map((name) => `templates/${name}`);
    expect(templates.sort()).toEqual([...files.keys()].filter((path) => path.includes('/')).sort());
  });

  it.each([...files])('%s is what deploy/ says (else: npm run generate)', (path, text) => {
    expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
  });
});

describe('schemas/editor', async () => {
  const folder = resolve(docs, '../schemas/editor');
  const files = await editorSchemas();
  if (process.env.UPDATE === '1') {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }

  it('has what the CRDs say, and nothing else (else: npm run generate)', () => {
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    expect(found.sort()).toEqual([...files.keys()].sort());
    for (const [path, text] of files) expect(readFileSync(join(folder, path), 'utf8'), path).toBe(text);
  });
});
