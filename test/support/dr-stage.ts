import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start.ts';
import { checkoutExample, type GitCheckout } from './git-checkout.ts';
import { type CliOptions, type CliResult, runCli } from './run-cli.ts';

/** A checkout of an example, a sandbox for it, and the commands between them. */
export interface DrStage {
  readonly sandbox: Sandbox;
  readonly repo: GitCheckout;
  /** Path of the sandbox's kubeconfig. */
  readonly kubeconfig: string;
  /** Runs a command in the checkout, against the sandbox unless `args` name another kubeconfig. */
  cli(args: readonly string[], options?: Partial<CliOptions>): Promise<CliResult>;
  /** A merge patch of an object on the hub, as an operator's kubectl sends it. */
  patch(path: string, patch: unknown): Promise<void>;
  /** Asks `status` until cart is so. */
  untilCart(wanted: Readonly<Record<string, string>>): Promise<void>;
  /** Writes a file beside the checkout; its path. */
  beside(name: string, text: string): string;
  close(): Promise<void>;
}

const PATIENCE_MS = 20_000;

export async function openDrStage(options: SandboxOptions = { speed: 50 }): Promise<DrStage> {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-stage-'));
  const sandbox = await startSandbox(options);
  const repo = checkoutExample('regional');
  const beside = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const kubeconfig = beside('kubeconfig', sandbox.kubeconfig);
  const cli: DrStage['cli'] = (args, more) =>
    runCli(args.includes('--kubeconfig') ? args : [...args, '--kubeconfig', kubeconfig], {
      cwd: repo.path,
      ...more,
    });
  return {
    sandbox,
    repo,
    kubeconfig,
    cli,
    patch: async (path, patch) => {
      const response = await fetch(`${sandbox.urls.get('hub') ?? ''}${path}?fieldManager=kubectl-patch`, {
        method: 'PATCH',
        headers: {
          'content-type': 'application/merge-patch+json',
          authorization: `Bearer ${tokenOf(sandbox)}`,
        },
        body: JSON.stringify(patch),
      });
      if (!response.ok) throw new Error(`the patch was answered with ${response.status}`);
    },
    untilCart: async (wanted) => {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        const { stdout } = await cli(['status', 'shop/cart', '-o', 'json']);
        const [cart] = JSON.parse(stdout).applications;
        if (Object.entries(wanted).every(([key, value]) => cart[key] === value)) return;
        if (performance.now() > deadline) throw new Error(`cart is ${JSON.stringify(cart)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    beside,
    close: async () => {
      await sandbox.close();
      repo.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

export function tokenOf(sandbox: Sandbox): string {
  return /token: *"?([^"\s]+)/.exec(sandbox.kubeconfig)?.[1] ?? '';
}

export const cartPath = '/apis/ramendr.openshift.io/v1alpha1/namespaces/shop/drplacementcontrols/cart';
