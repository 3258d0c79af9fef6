import { readdirSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';

const MOST = 8;

/** What there is in the nearest folder that exists: `hub/ has config.yaml, dr1.yaml`. */
export function findNearby(home: string, missing: string): string {
  let folder = dirname(missing);
  while (folder.length > home.length && namesIn(folder) === undefined) folder = dirname(folder);
  const names = namesIn(folder) ?? [];
  const path = relative(home, folder).split(sep).join('/');
  const where = path === '' ? 'the repository' : `${path}/`;
  if (names.length === 0) return `${where} is empty`;
  const shown = names.slice(0, MOST).join(', ');
  return `${where} has ${shown}${names.length > MOST ? ` and ${names.length - MOST} more` : ''}`;
}

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  } catch {
    return undefined;
  }
}
