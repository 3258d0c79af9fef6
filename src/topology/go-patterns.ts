/** What Go's regexp says otherwise than JavaScript's; a sentence for after a name, and the edit. */
export interface PatternProblem {
  readonly what: string;
  readonly help: string;
}

/** Spellings that Go has and JavaScript has not, or means otherwise: no JavaScript engine can judge such a pattern. */
const onlyInGo = /\(\?(P<|[imsU-]+[):])|\\[AzQECpP]|\[\[:/;

/** Undefined where the pattern is right, or where nobody here can know. */
export function patternProblem(pattern: string): PatternProblem | undefined {
  const bare = pattern.replace(/\\\\/g, '');
  if (/\(\?(<?[=!])/.test(bare)) {
    return {
      what: `has pattern ${pattern} with a look-around, which Go does not know`,
      help: 'write it without',
    };
  }
  if (/\\[1-9]/.test(bare)) {
    return {
      what: `has pattern ${pattern} with a back-reference, which Go does not know`,
      help: 'write it without',
    };
  }
  if (onlyInGo.test(bare)) return undefined;
  try {
    new RegExp(pattern);
    return undefined;
  } catch {
    return { what: `has pattern ${pattern}, which is no regular expression`, help: 'correct the pattern' };
  }
}

/** Go takes `$1x` for the group named `1x`, and what is no group for nothing. */
export function replacementProblem(pattern: string, replacement: string): PatternProblem | undefined {
  const odd = /\$(\d+)[A-Za-z_]\w*/.exec(replacement.replace(/\$\$/g, ''));
  if (odd !== null) {
    const what = `has replacement ${replacement}, in which Go reads ${odd[0]} as the name of one group`;
    return { what, help: `write \${${odd[1]}} for group ${odd[1]}` };
  }
  const groups = pattern.replace(/\\./g, '').match(/\((?!\?(?!P<|<))/g)?.length ?? 0;
  const used = [...replacement.replace(/\$\$/g, '').matchAll(/\$\{?(\d+)/g)].map(([, number]) =>
    Number(number),
  );
  const missing = used.find((number) => number > groups);
  if (missing === undefined) return undefined;
  const what = `has replacement ${replacement} with group ${missing}, but the pattern has ${groups}`;
  return { what, help: `use groups 0 to ${groups}` };
}
