/** GitHub shows that many of each level a step, and drops the rest without a word. */
const SHOWN = 10;

const levels = ['error', 'warning', 'notice'] as const;

export interface Annotations {
  /** Workflow commands, a line each. */
  readonly lines: string;
  readonly left: number;
}

/** Of commands that come most serious first, those that GitHub would show. */
export function mostSerious(commands: string): Annotations {
  const all = commands.split('\n').filter((line) => line !== '');
  const shown = levels.flatMap((level) =>
    all.filter((line) => line.startsWith(`::${level} `)).slice(0, SHOWN),
  );
  return { lines: shown.map((line) => `${line}\n`).join(''), left: all.length - shown.length };
}
