import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import { fetchCommit } from './fetch-commit.ts';
import { GitFailure, gitProcess, type RunGit } from './git-process.ts';
import { type Pushed, type PushRequest, pushBranch } from './push-branch.ts';

/** `head`: the branch that the remote itself puts first. */
export type MirrorRef =
  | { readonly branch: string }
  | { readonly tag: string }
  | { readonly commit: string }
  | { readonly head: true };

/** The keys of a TopologySync's credentials Secret, as text. */
export type MirrorCredentials =
  | { readonly username: string; readonly password: string }
  | { readonly identity: string; readonly knownHosts: string };

export interface MirrorOptions {
  readonly url: string;
  /** A folder of its own; it is thrown away and made anew when it is damaged. */
  readonly dir: string;
  readonly ref: MirrorRef;
  readonly credentials?: MirrorCredentials;
}

/** The forge gave no answer, or none of its own: it may do better later without anybody's doing. */
export class ForgeUnreachable extends UserError {}

/** A remote repository with its full history on disk. Methods throw UserError, never with a credential in it. */
export interface Mirror {
  /** The commit that the ref stands on now. Throws ForgeUnreachable where the forge is down. */
  fetch(signal?: AbortSignal): Promise<{ readonly commit: string }>;
  /** A work tree at `into` with the files of the commit and nothing else; `gitRepository(into)` knows its history. */
  checkout(commit: string, into: string): Promise<void>;
  /** Adds commits to a branch of the remote, on top of what is there, never by force. */
  push(request: PushRequest, signal?: AbortSignal): Promise<Pushed>;
}

const SILENCE = 60_000;

/** Throws UserError for a URL or ref that git must not see. */
export function openMirror(options: MirrorOptions): Mirror {
  const { url, credentials } = options;
  checkUrl(url, credentials);
  checkRef(options.ref);
  const dir = resolve(options.dir);

  return {
    fetch: async (signal) => {
      const access = await prepareAccess(url, credentials);
      try {
        try {
          return { commit: await fetchRef(dir, options, access, signal) };
        } catch (error) {
          if (!(error instanceof GitFailure) || !isDamage(error.message)) throw error;
          await rm(dir, { recursive: true, force: true });
          return { commit: await fetchRef(dir, options, access, signal) };
        }
      } catch (error) {
        throw complaint(`cannot fetch ${nameOf(options.ref)} of ${url}`, error);
      } finally {
        await access.dispose();
      }
    },
    checkout: async (commit, into) => {
      if (!isCommitId(commit)) throw new UserError(`${JSON.stringify(commit)} is not a commit id`);
      try {
        await checkOut(dir, commit, resolve(into));
      } catch (error) {
        throw complaint(`cannot check out ${commit} of ${url}`, error);
      }
    },
    push: async (request, signal) => {
      checkRef({ branch: request.branch });
      const access = await prepareAccess(url, credentials);
      const scratch = await mkdtemp(join(tmpdir(), 'ramen-sync-push-'));
      const own = { dir, secrets: access.secrets, silenceMilliseconds: SILENCE };
      const run = (env: Readonly<Record<string, string>> = {}): RunGit => {
        const git = gitProcess({ ...own, env: { ...access.env, GIT_DIR: dir, ...env } });
        return (args) => git(args, signal);
      };
      try {
        return await pushBranch(run, url, scratch, request);
      } catch (error) {
        throw complaint(`cannot push branch ${request.branch} to ${url}`, error);
      } finally {
        await rm(scratch, { recursive: true, force: true });
        await access.dispose();
      }
    },
  };
}

interface Access {
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly dispose: () => Promise<void>;
}

/** A token travels in the environment, a key in a file that only we can read: never in argv, which everybody can see. */
async function prepareAccess(url: string, credentials: MirrorCredentials | undefined): Promise<Access> {
  if (credentials === undefined) return { env: {}, secrets: [], dispose: async () => {} };
  if ('password' in credentials) {
    const { username, password } = credentials;
    const token = Buffer.from(`${username}:${password}`).toString('base64');
    const env = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${token}`,
    };
    return { env, secrets: [password, token], dispose: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'ramen-sync-ssh-'));
  const identity = join(folder, 'identity');
  const knownHosts = join(folder, 'known_hosts');
  await writeFile(identity, `${credentials.identity.trimEnd()}\n`, { mode: 0o600 });
  await writeFile(knownHosts, `${credentials.knownHosts.trimEnd()}\n`, { mode: 0o600 });
  const options = [
    `-i ${quote(identity)}`,
    `-o UserKnownHostsFile=${quote(knownHosts)}`,
    '-o GlobalKnownHostsFile=/dev/null',
    '-o StrictHostKeyChecking=yes',
    '-o IdentitiesOnly=yes',
    '-o IdentityAgent=none',
    '-o BatchMode=yes',
    '-o ConnectTimeout=30',
  ];
  return {
    env: { GIT_SSH_COMMAND: `ssh -F /dev/null ${options.join(' ')}` },
    secrets: [credentials.identity.trim()],
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

async function fetchRef(
  dir: string,
  { url, ref }: MirrorOptions,
  access: Access,
  signal: AbortSignal | undefined,
): Promise<string> {
  await mkdir(dir, { recursive: true });
  const { env, secrets } = access;
  const run = gitProcess({ dir, env: { ...env, GIT_DIR: dir }, secrets, silenceMilliseconds: SILENCE });
  if (!existsSync(join(dir, 'HEAD'))) await run(['init', '--quiet', '--bare', '--', dir]);
  return fetchCommit(run, url, refspecsOf(ref), fullName(ref), signal);
}

/** The first time a linked work tree is made; later it moves on, which writes only what has changed. */
async function checkOut(dir: string, commit: string, into: string): Promise<void> {
  const mirror = gitProcess({ dir, env: { GIT_DIR: dir } });
  if (existsSync(join(into, '.git'))) {
    const tree = gitProcess({ dir: into });
    try {
      const common = (await tree(['rev-parse', '--path-format=absolute', '--git-common-dir'])).trim();
      if (resolve(common) === dir) return await moveTo(tree, commit);
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
    }
  }
  await rm(into, { recursive: true, force: true });
  await mirror(['worktree', 'prune']);
  await mirror(['worktree', 'add', '--quiet', '--force', '--force', '--detach', '--', into, commit]);
}

async function moveTo(tree: RunGit, commit: string): Promise<void> {
  await tree(['checkout', '--quiet', '--force', '--detach', commit, '--']);
  await tree(['clean', '--quiet', '-ffdx']);
}

function checkUrl(url: string, credentials: MirrorCredentials | undefined): void {
  const isScp = /^[\w.-]+@[\w.-]+:(?!\/\/)\S+$/.test(url);
  const scheme = /^(https?|ssh|git|file):\/\/\S+$/.exec(url)?.[1];
  if (!isScp && scheme === undefined) {
    throw new UserError(`${withoutUser(url)} is no URL of a Git repository`, {
      hint: 'use https://, ssh:// or git@host:path',
    });
  }
  if (scheme?.startsWith('http') && /^https?:\/\/[^/]*@/.test(url)) {
    throw new UserError(`${withoutUser(url)} has a user in it`, {
      hint: 'user name and password belong in the credentials Secret',
    });
  }
  if (scheme === 'ssh' && /^ssh:\/\/[^/@]*:[^/@]*@/.test(url)) {
    throw new UserError(`${withoutUser(url)} has a password in it`, {
      hint: 'use an identity in the credentials Secret',
    });
  }
  if (credentials === undefined) return;
  const fits =
    'password' in credentials ? scheme === 'https' || scheme === 'http' : isScp || scheme === 'ssh';
  if (!fits)
    throw new UserError(`The credentials do not fit ${withoutUser(url)}`, {
      hint: 'https takes username and password, ssh takes identity and known_hosts',
    });
  if ('identity' in credentials && credentials.knownHosts.trim() === '') {
    throw new UserError(`${withoutUser(url)} needs known_hosts in its credentials`, {
      hint: 'ssh-keyscan prints them; compare with what the forge publishes',
    });
  }
}

function checkRef(ref: MirrorRef): void {
  if ('commit' in ref) {
    if (!isCommitId(ref.commit)) throw new UserError(`${JSON.stringify(ref.commit)} is not a full commit id`);
    return;
  }
  if ('head' in ref) return;
  const name = 'branch' in ref ? ref.branch : ref.tag;
  // git-check-ref-format(1)
  const isWrong =
    /^[-./]|[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|\/\.|(?:\.lock|[./])$/u.test(name) ||
    name === '' ||
    name === '@';
  if (isWrong) throw new UserError(`${JSON.stringify(name)} cannot be the name of a branch or tag`);
}

function refspecsOf(ref: MirrorRef): readonly string[] {
  if ('commit' in ref) return ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
  return [`+${'head' in ref ? 'HEAD' : fullName(ref)}:${fullName(ref)}`];
}

function fullName(ref: MirrorRef): string {
  if ('commit' in ref) return ref.commit;
  if ('head' in ref) return 'refs/ramen-sync/head';
  return 'branch' in ref ? `refs/heads/${ref.branch}` : `refs/tags/${ref.tag}`;
}

function nameOf(ref: MirrorRef): string {
  if ('commit' in ref) return `commit ${ref.commit}`;
  if ('head' in ref) return 'the default branch';
  return 'branch' in ref ? `branch ${ref.branch}` : `tag ${ref.tag}`;
}

function isCommitId(text: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text);
}

/** A run that was killed leaves locks or half a pack; a mirror can always be fetched again. */
function isDamage(message: string): boolean {
  return /\.lock': File exists|not a git repository|object file .* is empty|loose object .* is corrupt|bad object|invalid index-pack/.test(
    message,
  );
}

function complaint(what: string, error: unknown): UserError {
  const why = error instanceof Error ? error.message : String(error);
  const line = why.includes('REMOTE HOST IDENTIFICATION HAS CHANGED')
    ? "the host's key is not the one in known_hosts: its key was changed, or somebody stands in between"
    : (why.split('\n').find((each) => each.trim() !== '') ?? why);
  const Kind = outage.test(why) ? ForgeUnreachable : UserError;
  return new Kind(`${what}: ${line.replace(/^fatal: /, '')}`, { cause: error });
}

/** Words of curl, ssh, git and simple-git's own deadline for a forge that is not there, or not well. */
const outage =
  /could not resolve host|name resolution|failed to connect|couldn't connect|connection (?:refused|reset|closed|timed out)|operation timed out|network is unreachable|no route to host|returned error: (?:429|5\d\d)|empty reply|early EOF|unexpected disconnect|hung up unexpectedly|kex_exchange_identification|block timeout/i;

function withoutUser(url: string): string {
  return url.replace(/:\/\/[^/@]*@/, '://');
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
