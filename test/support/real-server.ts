import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { getAt, getString } from '../../src/model/field-path.ts';
import type { Json } from '../../src/model/json.ts';

/** Real control planes (etcd and kube-apiserver, no controllers), one for each cluster. */
export interface RealServer {
  /** Path of a kubeconfig with one context a cluster, as cluster-admin. */
  readonly kubeconfig: string;
  /** By cluster. */
  readonly urls: Readonly<Record<string, string>>;
  readonly token: string;
  /** Paths of the CA whose client certificates every cluster accepts. */
  readonly clientCa: ClientCa;
  /** PEM of the certificate of each cluster. */
  readonly certificates: Readonly<Record<string, string>>;
  kubectl(args: readonly string[], options?: KubectlOptions): string;
  /** Lets etcd of the first cluster forget what was before: pages and watches from then on are told so. */
  compact(): Promise<void>;
  /** The kube-apiserver of a cluster; its etcd stays as it is. */
  apiserver(cluster: string): Apiserver;
  /** What a cluster's API server was asked to write and has answered, in the order of its answers; with `audit` only. */
  audited(cluster: string): readonly AuditedWrite[];
  stop(): Promise<void>;
}

export interface ClientCa {
  readonly certificate: string;
  readonly key: string;
}

/** One event of the audit log (k8s.io/apiserver: pkg/apis/audit/v1). */
export interface AuditedWrite {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  readonly name: string;
  readonly uri: string;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly answeredAt: number;
}

export interface Apiserver {
  /** Without a word to anybody. */
  kill(): Promise<void>;
  /** On the same address, until it is ready. */
  start(): Promise<void>;
  /** It keeps its connections, and answers nothing. */
  pause(): void;
  resume(): void;
}

export interface KubectlOptions {
  readonly input?: string;
  /** A cluster's name; the first one unless told. */
  readonly context?: string;
}

export interface RealServerOptions {
  /** Names of the clusters; one, `hub`, unless told. */
  readonly clusters?: readonly string[];
  /** Files or folders; `crdFolders()` has those of Ramen and its neighbours. */
  readonly crds?: readonly string[];
  /** Keeps an audit log of every write. */
  readonly audit?: boolean;
}

/** Where etcd, kube-apiserver and kubectl are, as controller-runtime's envtest expects them; undefined: not here. */
export function assetsFolder(): string | undefined {
  const folder = process.env.KUBEBUILDER_ASSETS;
  if (folder !== undefined && existsSync(join(folder, 'kube-apiserver'))) return folder;
  if (process.env.CI !== 'true' && process.env.RAMEN_SYNC_REQUIRE_SERVER !== '1') return undefined;
  throw new Error(
    'the real-server tests must run here, but KUBEBUILDER_ASSETS names no folder with kube-apiserver',
  );
}

/** The upstream CRDs: RAMEN_SYNC_REAL_CRDS (folders, separated by a colon), or a copy beside the checkout; else our own. */
export function crdFolders(): readonly string[] {
  const beside = resolve(import.meta.dirname, '../../../shared/reference/crds');
  const named = (process.env.RAMEN_SYNC_REAL_CRDS ?? '').split(':').filter((folder) => folder !== '');
  if (named.length > 0) return named;
  const copies = ['ramen', 'third-party']
    .map((name) => join(beside, name))
    .filter((folder) => existsSync(folder));
  return copies.length > 0 ? copies : [resolve(import.meta.dirname, '../../schemas/crds')];
}

/** Starts what KUBEBUILDER_ASSETS holds, on free ports of loopback. Ready means: discovery and the CRDs are served. */
export async function startRealServer(options: RealServerOptions = {}): Promise<RealServer> {
  const assets = assetsFolder();
  if (assets === undefined) throw new Error('KUBEBUILDER_ASSETS is not set');
  const names = options.clusters ?? ['hub'];
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-real-'));
  const planes: Plane[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(planes.flatMap((plane) => plane.processes.map(end)));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const clientCa = makeClientCa(folder);
    for (const name of names)
      planes.push(await startPlane(assets, join(folder, name), name, clientCa, options.audit === true));
    await Promise.all(planes.map((plane) => waitForFile(plane, plane.certificate)));
    const kubeconfig = writeKubeconfig(folder, planes);
    const kubectl = kubectlFor(assets, kubeconfig);
    await Promise.all(
      planes.map((plane) =>
        waitReady(plane, () => kubectl(['get', '--raw', '/readyz'], { context: plane.name })),
      ),
    );
    for (const name of names) {
      for (const path of options.crds ?? []) {
        kubectl(['apply', '--server-side', '-f', path], { context: name });
        kubectl(['wait', '--for=condition=Established', '--timeout=60s', '-f', path], { context: name });
      }
    }
    return {
      kubeconfig,
      urls: Object.fromEntries(planes.map((plane) => [plane.name, plane.url])),
      certificates: Object.fromEntries(
        planes.map((plane) => [plane.name, readFileSync(plane.certificate, 'utf8')]),
      ),
      token: TOKEN,
      clientCa,
      kubectl,
      compact: () =>
        compact(
          planes[0]?.etcd ?? '',
          Number(
            JSON.parse(kubectl(['get', '--raw', '/api/v1/namespaces/default/configmaps'])).metadata
              .resourceVersion,
          ),
        ),
      apiserver: (cluster) => {
        const plane = planes.find(({ name }) => name === cluster);
        if (plane === undefined) throw new Error(`no cluster ${cluster}`);
        return controlOf(plane, () => kubectl(['get', '--raw', '/readyz'], { context: cluster }));
      },
      audited: (cluster) => readAudit(join(folder, cluster, AUDIT_LOG)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs kubectl; throws with what it wrote to stderr. */
export function kubectlFor(assets: string, kubeconfig: string): RealServer['kubectl'] {
  return (args, { input, context } = {}) =>
    execFileSync(
      join(assets, 'kubectl'),
      ['--kubeconfig', kubeconfig, ...(context === undefined ? [] : ['--context', context]), ...args],
      {
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, HOME: tmpdir() },
        ...(input === undefined ? {} : { input }),
      },
    );
}

const TOKEN = 'admin-token';
const DEADLINE_MS = 90_000;

interface Plane {
  readonly name: string;
  readonly url: string;
  readonly etcd: string;
  readonly certificate: string;
  /** The API server first. */
  readonly processes: ChildProcess[];
  readonly startApi: () => ChildProcess;
}

function controlOf(plane: Plane, isReady: () => unknown): Apiserver {
  const [api] = plane.processes;
  return {
    kill: async () => {
      if (api !== undefined) await end(api);
    },
    start: async () => {
      plane.processes[0] = plane.startApi();
      await waitReady(plane, isReady);
    },
    pause: () => void api?.kill('SIGSTOP'),
    resume: () => void api?.kill('SIGCONT'),
  };
}

async function compact(etcd: string, revision: number): Promise<void> {
  const body = JSON.stringify({ revision, physical: true });
  const answer = await fetch(`${etcd}/v3/kv/compaction`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`etcd answered ${answer.status}`);
}

function makeClientCa(folder: string): ClientCa {
  const paths = { certificate: join(folder, 'clients.crt'), key: join(folder, 'clients.key') };
  const subject = ['-subj', '/CN=clients', '-days', '2'];
  openssl([
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    ...subject,
    '-keyout',
    paths.key,
    '-out',
    paths.certificate,
  ]);
  return paths;
}

/** A certificate and key of a user of one group, in PEM. `days`: how long it is good, none for one that has run out. */
export function makeClientCertificate(
  ca: ClientCa,
  { user, group, days }: { readonly user: string; readonly group: string; readonly days: number },
): { readonly certificate: string; readonly key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-certificate-'));
  const [request, key, certificate] = ['request', 'key', 'certificate'].map((name) => join(folder, name));
  try {
    const subject = `/O=${group}/CN=${user}`;
    openssl([
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      subject,
      '-keyout',
      key ?? '',
      '-out',
      request ?? '',
    ]);
    const signing = [
      '-CA',
      ca.certificate,
      '-CAkey',
      ca.key,
      '-set_serial',
      String(Date.now()),
      '-days',
      String(days),
    ];
    openssl(['x509', '-req', '-in', request ?? '', ...signing, '-out', certificate ?? '']);
    return { certificate: readFileSync(certificate ?? '', 'utf8'), key: readFileSync(key ?? '', 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Node reads certificates and makes none. */
function openssl(args: readonly string[]): void {
  execFileSync('openssl', [...args], { stdio: 'pipe' });
}

const AUDIT_LOG = 'audit.log';

/** The last line may be half there. */
function readAudit(file: string): readonly AuditedWrite[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => {
    if (!line.endsWith('}')) return [];
    const event: Json = JSON.parse(line);
    return [
      {
        user: getString(event, ['user', 'username']) ?? '',
        verb: getString(event, ['verb']) ?? '',
        resource: getString(event, ['objectRef', 'resource']) ?? '',
        name: getString(event, ['objectRef', 'name']) ?? '',
        uri: getString(event, ['requestURI']) ?? '',
        status: Number(getAt(event, ['responseStatus', 'code']) ?? 0),
        receivedAt: Date.parse(getString(event, ['requestReceivedTimestamp']) ?? ''),
        answeredAt: Date.parse(getString(event, ['stageTimestamp']) ?? ''),
      },
    ];
  });
}

function auditFlags(folder: string): readonly string[] {
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived', 'ResponseStarted'],
    rules: [{ level: 'Metadata', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] }],
  };
  writeFileSync(join(folder, 'audit-policy.json'), JSON.stringify(policy));
  return [
    `--audit-policy-file=${join(folder, 'audit-policy.json')}`,
    `--audit-log-path=${join(folder, AUDIT_LOG)}`,
  ];
}

async function startPlane(
  assets: string,
  folder: string,
  name: string,
  clientCa: ClientCa,
  audit: boolean,
): Promise<Plane> {
  mkdirSync(join(folder, 'certs'), { recursive: true });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = join(folder, 'sa.key');
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  writeFileSync(join(folder, 'tokens.csv'), `${TOKEN},admin,admin,system:masters\n`);
  const [client, peer, api] = await freePorts(3);
  const etcd = run(assets, 'etcd', [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
    '--unsafe-no-fsync',
  ]);
  const startApi = (): ChildProcess =>
    run(assets, 'kube-apiserver', [
      `--etcd-servers=http://127.0.0.1:${client}`,
      `--secure-port=${api}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--cert-dir=${join(folder, 'certs')}`,
      '--service-cluster-ip-range=10.0.0.0/24',
      '--authorization-mode=RBAC',
      `--token-auth-file=${join(folder, 'tokens.csv')}`,
      `--client-ca-file=${clientCa.certificate}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      '--disable-admission-plugins=ServiceAccount',
      ...(audit ? auditFlags(folder) : []),
    ]);
  const certificate = join(folder, 'certs', 'apiserver.crt');
  const url = `https://127.0.0.1:${api}`;
  return {
    name,
    url,
    etcd: `http://127.0.0.1:${client}`,
    certificate,
    processes: [startApi(), etcd],
    startApi,
  };
}

function writeKubeconfig(folder: string, planes: readonly Plane[]): string {
  const path = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: planes.map(({ name, url, certificate }) => ({
      name,
      cluster: { server: url, 'certificate-authority': certificate },
    })),
    users: [{ name: 'admin', user: { token: TOKEN } }],
    contexts: planes.map(({ name }) => ({ name, context: { cluster: name, user: 'admin' } })),
    'current-context': planes[0]?.name,
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

function run(assets: string, program: string, args: readonly string[]): ChildProcess {
  const child = spawn(join(assets, program), args, { stdio: 'ignore' });
  // A test run that dies must not leave servers behind.
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  return child;
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      done();
      return;
    }
    child.once('exit', () => done());
    child.kill('SIGKILL');
  });
}

function waitForFile(plane: Plane, path: string): Promise<void> {
  return waitReady(plane, () => readFileSync(path));
}

async function waitReady(plane: Plane, attempt: () => unknown): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    try {
      attempt();
      return;
    } catch (error) {
      const isDead = plane.processes.some((child) => child.exitCode !== null);
      if (isDead || Date.now() > deadline) throw error;
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}

/** Taken together, so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(
    probes.map(
      (probe) =>
        new Promise<number>((done) => {
          probe.once('listening', () => {
            const address = probe.address();
            done(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(probes.map((probe) => new Promise((done) => probe.close(done))));
  return ports;
}
