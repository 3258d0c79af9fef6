import { API_VERSION } from '../model/annotations.ts';
import { UserError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { type PlanTerms, riskClasses } from '../model/plan.ts';
import type { SavedPlan } from '../model/saved-plan.ts';

/** Throws UserError on what is no saved plan, or is one no longer. `name` is how the user calls the file. */
export function parseSavedPlan(text: string, name: string, digest: (text: string) => string): SavedPlan {
  const document = parse(text, name);
  const { apiVersion, kind } = document;
  if (kind !== 'Plan') {
    throw new UserError(
      `${name} is no plan${typeof kind === 'string' ? `, but a ${JSON.stringify(kind)}` : ''}`,
      { hint },
    );
  }
  if (apiVersion !== API_VERSION) {
    throw new UserError(
      `${name} is a plan of ${JSON.stringify(apiVersion)}, and this version reads ${API_VERSION}`,
      {
        hint: 'plan again with this version',
      },
    );
  }
  const terms = readTerms(document.terms);
  const expires = Date.parse(getString(document, ['expires']) ?? '');
  if (terms === undefined) {
    throw new UserError(`${name} is a report of a plan, not a saved plan`, { hint });
  }
  if (Number.isNaN(expires) || document.digest !== digestOf(document, digest)) {
    throw new UserError(`${name} has been changed since it was saved: its digest does not fit its content`, {
      hint,
    });
  }
  return { document, terms, expires };
}

/** The digest that a saved plan must carry: of the whole file but itself. */
export function digestOf(document: JsonObject, digest: (text: string) => string): string {
  const { digest: _, ...rest } = document;
  return `sha256:${digest(canonicalJson(rest))}`;
}

const hint = 'make one with ramen-sync plan --save <file>';

/** Deeper than any plan, and far from what recursion can bear. */
const maxDepth = 100;

function parse(text: string, name: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    const why = text.trim() === '' ? 'is empty' : 'is not JSON, or was cut off';
    throw new UserError(`${name} ${why}`, { hint });
  }
  if (!isObject(value) || isDeeper(value, maxDepth)) throw new UserError(`${name} is no plan`, { hint });
  return value;
}

function isDeeper(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((part) => isDeeper(part, depth - 1));
}

function readTerms(value: Json | undefined): PlanTerms | undefined {
  const only = getAt(value, ['only']);
  const allow = getAt(value, ['allow']);
  const asked = getAt(value, ['maxRisk']);
  const maxRisk = riskClasses.find((risk) => risk === asked);
  if (!isTexts(only) || !isTexts(allow) || maxRisk !== asked) return undefined;
  return { only, allow, ...(maxRisk === undefined ? {} : { maxRisk }) };
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return isArray(value) && value.every((item) => typeof item === 'string');
}
