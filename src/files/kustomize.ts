import { isUtf8 } from 'node:buffer';
import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { Kustomize, Rendering, RenderOrder } from '../ports/kustomize.ts';
import { findKustomize, type KustomizeBinary, searchFolders } from './find-kustomize.ts';
import { type BoundedResult, runBounded } from './run-bounded.ts';

export interface KustomizeLimits {
  readonly milliseconds: number;
  readonly maxBytes: number;
}

const usual: KustomizeLimits = { milliseconds: 30_000, maxBytes: 64 * 1024 * 1024 };

/**
 * The `kustomize` or `kubectl` of PATH, for folders of the repository `root`. Plugins, Helm and files outside of a
 * kustomization's own folder stay forbidden, as they are without flags; the network is cut off as far as variables can:
 * remote parts are to be refused before (render-sources.ts of the operations does).
 */
export function kustomizeOf(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  limits: KustomizeLimits = usual,
): Kustomize {
  const home = realpathSync(root);
  return {
    folderAt: (path) => folderAt(home, path),
    build: async (order) => {
      const folders = searchFolders(env.PATH, home);
      const binary = findKustomize(folders, home);
      if (binary === undefined) return { state: 'no-binary' };
      const overlay = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-kustomize-')));
      try {
        return await build(binary, order, { home, overlay, limits, env: guardedEnv(env, folders) });
      } finally {
        rmSync(overlay, { recursive: true, force: true });
      }
    },
  };
}

function folderAt(home: string, path: string): string | undefined {
  const wanted = resolve(home, path);
  if (!isInside(home, wanted)) throw new UserError(`${path} leads out of the repository`);
  let real: string;
  try {
    if (!statSync(wanted).isDirectory()) return undefined;
    real = realpathSync(wanted);
  } catch {
    return undefined;
  }
  if (isInside(home, real)) return slashed(relative(home, real));
  throw new UserError(`${path} leads out of the repository through a link`);
}

function isInside(home: string, path: string): boolean {
  return path === home || path.startsWith(home.endsWith(sep) ? home : home + sep);
}

interface Place {
  readonly home: string;
  readonly overlay: string;
  readonly limits: KustomizeLimits;
  readonly env: Readonly<Record<string, string>>;
}

/** Annotations of origin are a setting of the outermost kustomization: ours, beside which the user's stays untouched. */
async function build(binary: KustomizeBinary, order: RenderOrder, place: Place): Promise<Rendering> {
  const { home, overlay, limits, env } = place;
  const folder = slashed(relative(overlay, resolve(home, order.folder)));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    [order.isComponent ? 'components' : 'resources']: [folder],
    buildMetadata: [...new Set([...order.buildMetadata, 'originAnnotations'])],
  };
  writeFileSync(join(overlay, 'kustomization.yaml'), JSON.stringify(kustomization));
  const result = await runBounded({
    path: binary.path,
    args: [...binary.args, '.'],
    cwd: overlay,
    env,
    ...limits,
  });
  const message = failureOf(result, limits);
  if (message !== undefined) return { state: 'failed', message: withoutFolders(message, place) };
  const text = result.ended ? result.stdout.toString('utf8') : '';
  return { state: 'rendered', text, root: slashed(relative(overlay, home)) };
}

function failureOf(result: BoundedResult, { milliseconds, maxBytes }: KustomizeLimits): string | undefined {
  if (!result.ended) {
    if (result.why === 'late') return `it took more than ${milliseconds / 1000} s and was stopped`;
    if (result.why === 'too-much') return `it printed more than ${maxBytes} bytes and was stopped`;
    return `it cannot be run (${result.message})`;
  }
  if (result.status !== 0) {
    const said = result.stderr.trim().replace(/^error: /i, '');
    return said === '' ? `it ended with status ${result.status ?? 'of a signal'} and said nothing` : said;
  }
  return isUtf8(result.stdout) ? undefined : 'it printed text that is not UTF-8';
}

/** The overlay is no affair of the reader's, neither its place nor that the folder was reached through it. */
function withoutFolders(message: string, { home, overlay }: Place): string {
  return message
    .replaceAll(`${overlay}/`, '')
    .replaceAll(`${home}/`, '')
    .replaceAll(home, '.')
    .replace(/^accumulating [\s\S]*?recursed accumulation of path '[^']*': /, '');
}

const passedOn = /^(?:HOME|TMPDIR|LANG|LC_ALL|SYSTEMROOT)$/i;

/** No proxy listens on the discard port of this machine; git speaks no protocol at all. */
function guardedEnv(
  env: Readonly<Record<string, string | undefined>>,
  folders: readonly string[],
): Record<string, string> {
  const inherited = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    passedOn.test(name) && value !== undefined ? [[name, value]] : [],
  );
  const nowhere = 'http://127.0.0.1:9';
  return {
    ...Object.fromEntries(inherited),
    PATH: folders.join(':'),
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    NO_PROXY: '',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    KUBERC: 'off',
    KUBECTL_KUBERC: 'false',
    KUBECONFIG: '/dev/null',
  };
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
