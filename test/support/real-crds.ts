import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { isObject, type JsonObject } from '../../src/model/json.ts';

/** A copy of the CRDs that Ramen tests against, where one stands beside the checkout or `RAMEN_CRDS` names one. */
const folder = process.env.RAMEN_CRDS ?? join(import.meta.dirname, '../../../shared/reference/crds');

export const hasRealCrds = existsSync(folder);
if (!hasRealCrds) console.info('no copy of the real CRDs (RAMEN_CRDS): what ships is not compared with them');

export function readRealCrds(): readonly JsonObject[] {
  if (!hasRealCrds) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')).filter(isObject));
}
