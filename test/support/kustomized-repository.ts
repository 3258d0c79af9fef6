import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { runCli } from './run-cli.ts';

const example = resolve(import.meta.dirname, '../../examples/regional');

export interface KustomizedRepository {
  readonly folder: string;
  /** Its name as seen from a folder beside it. */
  readonly name: string;
  write(path: string, text: string): void;
  edit(path: string, from: string, to: string): void;
  read(path: string): string;
  /** With the folders of PATH as given. */
  lint(path: string, ...args: readonly string[]): ReturnType<typeof runCli>;
  findings(path: string, ...args: readonly string[]): Promise<readonly KustomizedFinding[]>;
  remove(): void;
}

export interface KustomizedFinding {
  readonly rule: string;
  readonly message: string;
  readonly place: string;
  readonly fixable: boolean;
}

/** The regional example, whose application `cart` is a base in `base/shop` that `overlays/prod` is made of. */
export function kustomizedRepository(overlay: string): KustomizedRepository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-kustomized-')));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const edit = (path: string, from: string, to: string): void => {
    const text = read(path);
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    write(path, text.replace(from, to));
  };
  const lint = (path: string, ...args: readonly string[]) =>
    runCli(['lint', ...args], { cwd: folder, env: { PATH: path, HOME: '/nowhere' } });
  cpSync(example, folder, { recursive: true });
  write('base/shop/cart.yaml', read('apps/shop/cart.yaml'));
  rmSync(join(folder, 'apps/shop'), { recursive: true });
  write('base/shop/kustomization.yaml', 'resources: [cart.yaml]\n');
  write('overlays/prod/kustomization.yaml', overlay);
  edit(
    'ramen-sync.yaml',
    '  - { path: apps/ }\n',
    '  - { path: apps/ }\n  - { path: overlays/prod, kustomize: true }\n',
  );
  return {
    folder,
    name: basename(folder),
    write,
    edit,
    read,
    lint,
    findings: async (path, ...args) => {
      const { stdout, stderr } = await lint(path, '-o', 'json', ...args);
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout).findings.map(summary);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface ReportedFinding {
  readonly rule: string;
  readonly message: string;
  readonly location: { readonly file: string; readonly line: number; readonly column: number };
  readonly fix?: unknown;
}

function summary({ rule, message, location, fix }: ReportedFinding): KustomizedFinding {
  const { file, line, column } = location;
  return { rule, message, place: `${file}:${line}:${column}`, fixable: fix !== undefined };
}
