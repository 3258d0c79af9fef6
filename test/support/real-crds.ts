import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { isObject, type JsonObject } from '../../src/model/json.ts';

/** Copies of the CRDs that Ramen tests against: those that `RAMEN_SYNC_REAL_CRDS` names, else one beside the checkout. */
const beside = join(import.meta.dirname, '../../../shared/reference/crds');
const folders = (process.env.RAMEN_SYNC_REAL_CRDS ?? beside)
  .split(':')
  .filter((folder) => existsSync(folder));

export const hasRealCrds = folders.length > 0;
if (!hasRealCrds)
  console.info('RAMEN_SYNC_REAL_CRDS names no real CRDs: what ships is not compared with them');

export function readRealCrds(): readonly JsonObject[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')).filter(isObject)),
  );
}
