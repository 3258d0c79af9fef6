import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { LintOutcome } from '../operations/lint.ts';
import type { CommandContext } from './command.ts';
import { writeOutputs } from './write-outputs.ts';

type Render = (outcome: LintOutcome, context: CommandContext, toStdout: boolean) => string;

/** Every `-o`; a format is loaded when it is asked for. */
export async function writeLintReports(outcome: LintOutcome, context: CommandContext): Promise<void> {
  const renderers = new Map<string, Render>();
  for (const { format } of context.options.outputs) {
    if (!renderers.has(format)) renderers.set(format, await rendererOf(format));
  }
  writeOutputs(context, (format, toStdout) => renderers.get(format)?.(outcome, context, toStdout) ?? '');
}

async function rendererOf(format: string): Promise<Render> {
  switch (format) {
    case 'json': {
      const { renderLintJson } = await import('../report/lint-json.ts');
      return ({ report }) => renderLintJson(report);
    }
    case 'concise': {
      const { renderLintConcise } = await import('../report/lint-concise.ts');
      return ({ report }, context) => renderLintConcise(report, { prefix: prefixOf(context) });
    }
    case 'github': {
      const { renderLintGithub } = await import('../report/lint-github.ts');
      return ({ report }, context) => renderLintGithub(report, { prefix: prefixOf(context) });
    }
    case 'markdown': {
      const { renderLintMarkdown } = await import('../report/lint-markdown.ts');
      return ({ report }, context) => renderLintMarkdown(report, { prefix: prefixOf(context) });
    }
    case 'junit': {
      const { renderLintJunit } = await import('../report/lint-junit.ts');
      return ({ report }, context) => renderLintJunit(report, { prefix: prefixOf(context) });
    }
    case 'gitlab': {
      const { renderLintGitlab } = await import('../report/lint-gitlab.ts');
      const { sha256 } = await import('../files/sha256.ts');
      return ({ report }, context) => renderLintGitlab(report, { prefix: prefixOf(context), digest: sha256 });
    }
    case 'sarif': {
      const { renderLintSarif } = await import('../report/lint-sarif.ts');
      const { version } = await import('../model/version.ts');
      return ({ report, rules, texts }, context) =>
        renderLintSarif(report, { prefix: prefixOf(context), version, rules, texts });
    }
    default:
      return textRenderer();
  }
}

async function textRenderer(): Promise<Render> {
  const { renderLintText } = await import('../report/lint-text.ts');
  const { paintFor } = await import('./paint.ts');
  return ({ report, shownTexts }, context, toStdout) =>
    renderLintText(report, {
      texts: shownTexts,
      paint: paintFor(toStdout && context.options.color.stdout),
      prefix: prefixOf(context),
      quiet: context.options.quiet,
      ...(toStdout && context.stdout.columns !== undefined ? { columns: context.stdout.columns } : {}),
    });
}

/** People and editors look for a file from where they are; JSON stays relative to the repository. */
function prefixOf({ cwd, options }: CommandContext): string {
  const path = relative(realpathSync(cwd), realpathSync(options.repo)).split(sep).join('/');
  return path === '' ? '' : `${path}/`;
}
