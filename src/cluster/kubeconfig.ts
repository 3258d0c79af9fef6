import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import type { ClusterAccess } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { useProxyOfEnvironment } from './environment-proxy.ts';

/**
 * Reads the kubeconfig that `access` names, or else what kubectl would take: the files of KUBECONFIG merged, then
 * `~/.kube/config`, then the ServiceAccount of the pod we run in. The context is chosen and known to be complete.
 * `root` is where the pod's file system begins. Throws UserError. The library costs a tenth of a second to load, hence only here and late.
 */
export async function readKubeConfig(
  access: ClusterAccess,
  env: NodeJS.ProcessEnv = process.env,
  root = '',
): Promise<KubeConfig> {
  const { newKubeConfig } = await import('./new-kube-config.ts');
  const files = kubeconfigFiles(access, env);
  const config = newKubeConfig();
  if (files.length === 0) {
    loadInCluster(config, access, env, root);
    useProxyOfEnvironment(config, env);
    return config;
  }
  for (const file of files) {
    const part = newKubeConfig();
    loadFile(part, file);
    resolveCommands(part, file);
    giveIssuersAsUrls(part);
    addMissing(config, part);
  }
  chooseContext(config, access.context, files.join(delimiter));
  useProxyOfEnvironment(config, env);
  allowPlainHttp(config);
  return config;
}

const serviceAccountToken = '/var/run/secrets/kubernetes.io/serviceaccount/token';

function kubeconfigFiles(access: ClusterAccess, env: NodeJS.ProcessEnv): readonly string[] {
  if (access.inCluster === true) return [];
  if (access.kubeconfig !== undefined) {
    if (existsSync(access.kubeconfig)) return [access.kubeconfig];
    throw new UserError(`kubeconfig ${access.kubeconfig}: no such file`, {
      hint: 'check --kubeconfig or the configuration',
    });
  }
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  const present = listed.filter((file) => existsSync(file));
  if (present.length > 0) return present;
  if (listed.length > 0) {
    throw new UserError(`KUBECONFIG names no file that exists: ${listed.join(', ')}`, {
      hint: 'correct the variable, or name a file with --kubeconfig',
    });
  }
  const home = join(env.HOME ?? homedir(), '.kube', 'config');
  return existsSync(home) ? [home] : [];
}

function loadInCluster(
  config: KubeConfig,
  access: ClusterAccess,
  env: NodeJS.ProcessEnv,
  root: string,
): void {
  const inPod = env.KUBERNETES_SERVICE_HOST !== undefined && existsSync(join(root, serviceAccountToken));
  if (!inPod && access.inCluster === true) {
    throw new UserError(
      'hub: { inCluster: true } is set, but this process does not run in a pod with a ServiceAccount token',
      {
        hint: 'outside a cluster, name a context: --context <name>',
      },
    );
  }
  if (!inPod) {
    throw new UserError('no kubeconfig found: KUBECONFIG is not set and ~/.kube/config does not exist', {
      hint: 'name a file with --kubeconfig, or try without a cluster: ramen-sync demo',
    });
  }
  config.loadFromCluster(root);
}

function loadFile(config: KubeConfig, file: string): void {
  try {
    config.loadFromFile(file);
  } catch (error) {
    throw new UserError(`kubeconfig ${file} cannot be read: ${whatIsWrong(error)}`, {
      hint: 'kubectl config view --kubeconfig <file> shows what kubectl makes of it',
    });
  }
}

/** A helper whose command is a relative path stands beside the kubeconfig, as for kubectl; a bare name is on PATH. */
function resolveCommands(config: KubeConfig, file: string): void {
  config.users = config.users.map((user) => {
    const command: unknown = user.exec?.command;
    if (typeof command !== 'string' || !command.includes('/') || isAbsolute(command)) return user;
    return { ...user, exec: { ...user.exec, command: resolve(dirname(file), command) } };
  });
}

/** The library hands the issuer's text to openid-client, which takes a URL only: no token that ran out could be renewed. */
function giveIssuersAsUrls(config: KubeConfig): void {
  for (const { authProvider } of config.users) {
    const settings: unknown = authProvider?.name === 'oidc' ? authProvider.config : undefined;
    if (typeof settings !== 'object' || settings === null) continue;
    const issuer: unknown = Reflect.get(settings, 'idp-issuer-url');
    if (typeof issuer === 'string' && URL.canParse(issuer))
      Reflect.set(settings, 'idp-issuer-url', new URL(issuer));
  }
}

/** Never the parser's own message: it quotes lines of the file, and they hold tokens and keys. */
export function whatIsWrong(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ('reason' in error && 'mark' in error) {
    const mark = error.mark;
    const line =
      typeof mark === 'object' && mark !== null && 'line' in mark ? Number(mark.line) + 1 : undefined;
    return `not valid YAML${line === undefined ? '' : `, line ${line}`}`;
  }
  if ('code' in error && typeof error.code === 'string') {
    const words: Record<string, string> = {
      EACCES: 'permission denied',
      EISDIR: 'it is a folder',
      ENOENT: 'a file it names is missing',
    };
    return words[error.code] ?? error.code;
  }
  if (/ is missing$/.test(error.message)) return error.message;
  return 'it is empty, or not a kubeconfig';
}

/** As kubectl merges: the first file that sets a name wins. */
function addMissing(config: KubeConfig, part: KubeConfig): void {
  config.clusters = [
    ...(config.clusters ?? []),
    ...part.clusters.filter((item) => !has(config.clusters, item.name)),
  ];
  config.users = [...(config.users ?? []), ...part.users.filter((item) => !has(config.users, item.name))];
  config.contexts = [
    ...(config.contexts ?? []),
    ...part.contexts.filter((item) => !has(config.contexts, item.name)),
  ];
  if (!config.currentContext && part.currentContext) config.setCurrentContext(part.currentContext);
}

function has(items: readonly { readonly name: string }[] | undefined, name: string): boolean {
  return items?.some((item) => item.name === name) ?? false;
}

export function chooseContext(config: KubeConfig, wanted: string | undefined, files: string): void {
  const names = config.contexts.map((context) => context.name).sort();
  const list =
    names.length === 0 ? 'it has none' : `it has ${names.map((name) => JSON.stringify(name)).join(', ')}`;
  const chosen = wanted ?? config.currentContext;
  if (!chosen)
    throw new UserError(`kubeconfig ${files} names no current context; ${list}`, {
      hint: 'choose one: --context <name>',
    });
  const context = config.contexts.find((candidate) => candidate.name === chosen);
  if (context === undefined) {
    throw new UserError(`kubeconfig ${files} has no context ${JSON.stringify(chosen)}; ${list}`, {
      hint: 'choose one of these: --context <name>',
    });
  }
  config.setCurrentContext(chosen);
  if (config.getCurrentCluster() === null) {
    throw new UserError(
      `kubeconfig ${files}: context ${JSON.stringify(chosen)} names cluster ${JSON.stringify(context.cluster)}, which is not there`,
    );
  }
  const server = config.getCurrentCluster()?.server ?? '';
  if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw new UserError(
      `kubeconfig ${files}: server ${JSON.stringify(withoutUser(server))} of context ${JSON.stringify(chosen)} is not a URL`,
    );
  }
  if (config.getCurrentUser() !== null) return;
  // The library passes the CA on only where there is a user; kubectl goes on without one.
  config.addUser({ name: `${chosen} (no user)` });
  config.contexts = config.contexts.map((item) =>
    item === context ? { ...item, user: `${chosen} (no user)` } : item,
  );
}

/** A password may be written into an address, and a wrong address is shown. */
function withoutUser(server: string): string {
  return server.replace(/^(.*:\/\/)?.*@/s, '$1');
}

/** The library speaks http only with skipTLSVerify, which means nothing without TLS. A local sandbox is http. */
export function allowPlainHttp(config: KubeConfig): void {
  const cluster = config.getCurrentCluster();
  if (cluster === null || !cluster.server.startsWith('http:')) return;
  config.clusters = config.clusters.map((item) =>
    item.name === cluster.name ? { ...item, skipTLSVerify: true } : item,
  );
}
