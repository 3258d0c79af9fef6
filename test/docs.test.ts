import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/cli/commands.ts';
import { addGlobalFlags } from '../src/cli/flags.ts';
import { roomsTable } from './support/rooms.ts';

const root = resolve(import.meta.dirname, '..');
const pages = [
  ...markdownIn(root, false),
  ...['docs', 'examples', 'deploy', '.github'].flatMap((folder) => markdownIn(join(root, folder), true)),
].map((path) => [relative(root, path), readFileSync(path, 'utf8')] as const);

function markdownIn(folder: string, recursive: boolean): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe('ARCHITECTURE.md', () => {
  const path = join(root, 'ARCHITECTURE.md');
  const between = /(<!-- rooms -->\n)[\s\S]*?(<!-- \/rooms -->)/;

  it('prints the walls that the test holds (else: npm run generate)', () => {
    const text = readFileSync(path, 'utf8');
    const wanted = text.replace(between, (_, start: string, end: string) => `${start}${roomsTable()}${end}`);
    if (process.env.UPDATE === '1') writeFileSync(path, wanted);
    else expect(text).toBe(wanted);
    expect(text).toMatch(between);
  });
});

describe('links', () => {
  it.each(pages)('of %s lead somewhere', (page, text) => {
    for (const target of linksOf(text)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(root, page) : join(root, dirname(page), decodeURI(path));
      expect(existsSync(file), `${page} links to ${target}`).toBe(true);
      if (anchor !== undefined && file.endsWith('.md')) {
        expect(anchorsOf(readFileSync(file, 'utf8')), `${page} links to ${target}`).toContain(anchor);
      }
    }
  });
});

describe('command lines', () => {
  const flags = new Map(commands.map((definition) => [definition.name, flagsOf(definition.name)]));

  it.each(pages)('of %s exist', (page, text) => {
    for (const { command, given } of commandLines(text)) {
      expect([...flags.keys(), 'help'], `${page}: ramen-sync ${command}`).toContain(command);
      for (const flag of given)
        expect(flags.get(command), `${page}: ramen-sync ${command} ${flag}`).toContain(flag);
    }
  });

  function flagsOf(name: string): readonly string[] {
    const global = new Command();
    addGlobalFlags(global);
    const own = new Command();
    commands.find((definition) => definition.name === name)?.define?.(own);
    const options = [...global.options, ...own.options];
    return [
      '-h',
      '--help',
      ...options.flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined)),
    ];
  }
});

function linksOf(text: string): readonly string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** `ramen-sync <command> …` in code, up to a pipe or the end of the code. */
function commandLines(
  text: string,
): readonly { readonly command: string; readonly given: readonly string[] }[] {
  const code = [...text.matchAll(/```[^\n]*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return code.flatMap((block) =>
    [
      ...block
        .replace(/\\\n/g, ' ')
        .matchAll(/(?:^|[\s(])ramen-sync ((?:-\S+ (?:\S+ )?)*)([a-z][a-z-]*)([^\n|;&#)]*)/gm),
    ].map((match) => ({
      command: match[2] ?? '',
      given: [...`${match[1]} ${match[3]}`.matchAll(/(?:^|\s)(--?[a-zA-Z][\w-]*)/g)].map(
        (flag) => flag[1] ?? '',
      ),
    })),
  );
}
