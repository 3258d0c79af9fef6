import { _, Ajv, type ErrorObject } from 'ajv';
import { formats } from './formats.ts';
import { linearRegExp } from './linear-regexp.ts';

/** What a validator leaves behind: `errors` is there when it answered false. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ErrorObject[] | null;
}

/** The one set of options, for validators made at build time (`source`) and at run time. */
export function createAjv(options: { readonly source: boolean }): Ajv {
  const code = { regExp: linearRegExp };
  const source = { ...code, source: true, esm: true, formats: _`require("./formats.ts").formats` };
  return new Ajv({
    allErrors: true,
    messages: false,
    inlineRefs: false,
    strict: false,
    logger: false,
    formats,
    code: options.source ? source : code,
  });
}
