import { lifeDifferences, objectDifferences } from './differences.ts';

/** The table of docs/sandbox.md about an application's life. */
export function differencesPage(): string {
  const rows = [...objectDifferences, ...lifeDifferences].map(
    ({ what, sandbox, why }) => `| ${what} | ${sandbox} | ${why} |`,
  );
  return ['| what | in the sandbox | why |', '|---|---|---|', ...rows, ''].join('\n');
}
