import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { timestamp } from '../../sandbox/ramen/conditions.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import type { CommandContext } from '../command.ts';

/** An object that ramen-sync did not apply, and why. */
export interface NotApplied {
  /** `DRPlacementControl shop/cart on hub` */
  readonly object: string;
  readonly state: string;
  readonly message: string;
}

/** The public `apply`, as a pipeline of the team's own would run it; what it left undone. `hub`: the context. */
export async function applyHead(
  context: CommandContext,
  sandbox: Sandbox,
  { repo, hub }: { readonly repo: string; readonly hub: string },
  kubeconfigText: string,
): Promise<readonly NotApplied[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-sandbox-'));
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, kubeconfigText, { mode: 0o600 });
    const shown = { out: '', err: '' };
    const into = (name: 'out' | 'err') => ({
      write: (text: string) => {
        shown[name] += text;
      },
      isTTY: false,
      columns: undefined,
    });
    const flags = ['--yes', '--no-wait', '--max-risk', 'moves-data', '--quiet', '-o', 'json'];
    const now = ['--now', timestamp(sandbox.world.now())];
    const where = ['-C', repo, '--kubeconfig', kubeconfig, '--context', hub];
    await context.run(['apply', ...where, ...now, ...flags], {
      ...context,
      stdout: into('out'),
      stderr: into('err'),
      env: Object.fromEntries(
        Object.entries(context.env).filter(([name]) => !name.startsWith('RAMEN_SYNC_')),
      ),
    });
    if (!shown.out.includes('"event":"done"')) {
      throw new UserError(`the repository cannot be applied to the sandbox: ${shown.err.trim()}`);
    }
    return notApplied(shown.out.split('\n').flatMap(parseEvent));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was written is `skipped` in the end all the same, since nobody waits for its health. */
function notApplied(events: readonly ParsedEvent[]): readonly NotApplied[] {
  const nameOf = ({ object: { cluster, kind, namespace, name } }: ParsedEvent): string =>
    `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} on ${cluster}`;
  const written = new Set(events.filter(({ event }) => event === 'applied').map(nameOf));
  return events
    .filter(({ event }) => ['blocked', 'failed', 'skipped', 'held'].includes(event))
    .filter((event) => !written.has(nameOf(event)))
    .map((event) => ({ object: nameOf(event), state: event.event, message: event.message ?? '' }));
}

function parseEvent(line: string): readonly ParsedEvent[] {
  const event: unknown = line === '' ? undefined : JSON.parse(line);
  return isApplyEvent(event) ? [event] : [];
}

interface ParsedEvent {
  readonly event: string;
  readonly message?: string;
  readonly object: {
    readonly cluster: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
  };
}

function isApplyEvent(value: unknown): value is ParsedEvent {
  return typeof value === 'object' && value !== null && 'object' in value;
}
