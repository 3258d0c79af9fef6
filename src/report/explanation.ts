import type { Explanation, ExplanationBlock } from '../model/explanation.ts';
import type { Paint } from './colour.ts';
import { renderTable } from './table.ts';

/** For a terminal. */
export function renderExplanation(explanation: Explanation, paint: Paint): string {
  const facts = renderTable(explanation.facts.map(([name, value]) => [`  ${name}`, value]));
  const sections = explanation.sections.map(
    ({ heading, blocks }) =>
      `\n${paint('strong', heading)}\n${blocks.map((block) => blockText(block, paint)).join('')}`,
  );
  return `${paint('strong', `${explanation.subject} ${explanation.word}`)}\n\n${explanation.summary}\n\n${facts}${sections.join('')}`;
}

function blockText(block: ExplanationBlock, paint: Paint): string {
  if (block.type === 'text') return `\n${indent(block.text)}\n`;
  if (block.type === 'list') return `\n${block.items.map((item) => `  - ${item}\n`).join('')}`;
  const lines = block.text.trimEnd().split('\n');
  const yaml = lines.map((line) => (isMarked(line) ? paint('error', line) : line)).join('\n');
  return `\n  ${block.title}:\n\n${indent(yaml, '    ')}\n`;
}

/** One page of the documentation. */
export function renderExplanationMarkdown(explanation: Explanation): string {
  const facts = explanation.facts.map(([name, value]) => `- ${name}: ${code(value)}\n`).join('');
  const sections = explanation.sections.map(
    ({ heading, blocks }) => `\n## ${heading}\n\n${blocks.map(blockMarkdown).join('\n')}`,
  );
  return `# ${explanation.word}\n\n${explanation.summary}\n\n${facts}${sections.join('')}`;
}

function blockMarkdown(block: ExplanationBlock): string {
  if (block.type === 'text') return `${block.text}\n`;
  if (block.type === 'list')
    return block.items.map((item) => `- ${item.startsWith('http') ? `<${item}>` : code(item)}\n`).join('');
  return `${block.title}:\n\n\`\`\`yaml\n${block.text.trimEnd()}\n\`\`\`\n`;
}

/** What there is, by subject. */
export function renderExplanationList(list: readonly Explanation[], paint: Paint): string {
  const subjects = ['rule', 'gate', 'kind'] as const;
  return subjects
    .map((subject) => {
      const rows = list
        .filter((explanation) => explanation.subject === subject)
        .map(({ word, summary }) => [`  ${word}`, summary]);
      return `${paint('strong', `${subject}s`)}\n${renderTable(rows)}`;
    })
    .join('\n');
}

/** The table of contents of `docs/rules/`. */
export function renderRuleIndex(list: readonly Explanation[]): string {
  const rows = list.map(({ word, summary, facts }) => {
    const value = (name: string): string => facts.find(([fact]) => fact === name)?.[1] ?? '';
    return `| [${word}](${word}.md) | ${value('severity')} | ${value('fix') === 'by hand' ? '' : '`--fix`'} | ${summary} |\n`;
  });
  return `# Rules\n\nWritten by \`npm run generate\` from \`src/rules/\`: edit there.\n\n| rule | severity | fix | what it finds |\n|---|---|---|---|\n${rows.join('')}`;
}

/** The table of all gates, for `docs/gates/README.md`. */
export function renderGateIndex(list: readonly Explanation[]): string {
  const rows = list.map(({ word, summary }) => `| [${word}](${word}.md) | ${summary} |\n`);
  return `# Gates\n\nWritten by \`npm run generate\` from \`src/plan/gates/\`: edit there.\n\nA gate stops a change that could make a disaster worse. Each names the way to let one object pass: \`--allow <gate>=<object>\`.\n\n| gate | what it stops |\n|---|---|\n${rows.join('')}`;
}

function isMarked(line: string): boolean {
  return line.endsWith('# finding');
}

function indent(text: string, by = '  '): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `${by}${line}`))
    .join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
