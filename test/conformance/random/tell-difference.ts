import { canonicalJson, isObject, type Json } from '../../../src/model/json.ts';
import type { Difference } from './run-sequences.ts';

/** What to look at, and how to play it again. */
export function tellDifference({ seed, sequence, real, model }: Difference): string {
  const { subject, steps } = sequence;
  const told = steps.map(({ verb, manager, toStatus, query, version, body }) => {
    const asked = new URLSearchParams({ ...query, fieldManager: manager }).toString();
    const stated = version === 'none' ? '' : ` with the ${version} version`;
    return `  ${verb}${toStatus ? ' of status' : ''} ?${asked}${stated} ${JSON.stringify(body)}`;
  });
  return [
    `a ${subject.kind}, again with SEED=${seed} SEQUENCES=1 npm run conformance:random`,
    ...told,
    ...differing(real, model, ''),
    '',
  ].join('\n');
}

function differing(real: Json | undefined, model: Json | undefined, path: string): readonly string[] {
  if (canonicalJson(real ?? null) === canonicalJson(model ?? null)) return [];
  if (!isObject(real) || !isObject(model)) {
    return [`  ${path}`, `    real    ${JSON.stringify(real)}`, `    sandbox ${JSON.stringify(model)}`];
  }
  const keys = [...new Set([...Object.keys(real), ...Object.keys(model)])].sort();
  return keys.flatMap((key) => differing(real[key], model[key], `${path}.${key}`));
}
