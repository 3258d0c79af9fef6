import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DrStage, openDrStage } from './support/dr-stage.ts';
import { answer, statusOf } from './support/http-fake.ts';
import { type CliResult, runCli } from './support/run-cli.ts';

const planners = ['plan', 'apply --yes'];
const commands = [...planners, 'status', 'adopt'];

describe('a cluster that cannot be worked with gets one clear message', () => {
  let stage: DrStage;
  beforeAll(async () => {
    stage = await openDrStage({ speed: 50, empty: true });
  });
  afterEach(() => {
    stage.repo.git('checkout', '--', '.');
    expect(stage.repo.git('status', '--porcelain')).toBe('');
    expect(stage.sandbox.writes().filter((write) => !write.dryRun)).toEqual([]);
  });
  afterAll(() => stage.close());

  const kubeconfig = (name: string, change: (text: string) => string): readonly string[] => [
    '--kubeconfig',
    stage.beside(name, change(stage.sandbox.kubeconfig)),
  ];

  describe.each(commands)('%s', (words) => {
    const args = words.split(' ');

    it.each<[string, string, RegExp]>([
      ['is not YAML', 'clusters: [', /kubeconfig \S+broken/],
      ['is of another kind', 'apiVersion: v1\nkind: Secret\n', /kubeconfig \S+broken/],
      ['is empty', '', /kubeconfig \S+broken cannot be read: it is empty/],
      ['is binary', '\u0000\u0001\u0002', /kubeconfig \S+broken/],
    ])('a kubeconfig that %s', async (_, text, message) => {
      const result = await stage.cli([...args, ...kubeconfig('broken', () => text)]);
      expectOneError(result, message);
    });

    it('a kubeconfig that is not there', async () => {
      const result = await stage.cli([...args, '--kubeconfig', 'no-such-file']);
      expectOneError(result, /kubeconfig \S+no-such-file: no such file/, /check --kubeconfig/);
    });

    it('a kubeconfig that is a folder', async () => {
      const result = await stage.cli([...args, '--kubeconfig', stage.repo.path]);
      expectOneError(result, /kubeconfig .*it is a folder/);
    });

    it('a context that is not there: lists those there are', async () => {
      const result = await stage.cli([...args, '--context', 'prod']);
      expectOneError(result, /has no context "prod"; it has "dr1", "dr2", "hub"/, /--context <name>/);
    });

    it('credentials that have expired', async () => {
      const result = await stage.cli([
        ...args,
        ...kubeconfig('expired', (text) => text.replace(/token: \S+/g, 'token: yesterday')),
      ]);
      expectOneError(result, /401|Unauthorized|credentials/, /sign in again.*--context/);
      expect(result.stderr).not.toContain('yesterday');
    });

    it('no cluster that answers', async () => {
      const result = await stage.cli([
        ...args,
        ...kubeconfig('dead', (text) => text.replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:9')),
      ]);
      expectOneError(result, /no cluster answered: .*127\.0\.0\.1:9/, /kubeconfig/);
    });

    it('no kubeconfig at all', async () => {
      stage.repo.edit('ramen-sync.yaml', 'hub: { context: hub }', 'hub: {}');
      const home = process.env.HOME;
      const listed = process.env.KUBECONFIG;
      process.env.HOME = stage.repo.path;
      delete process.env.KUBECONFIG;
      try {
        const result = await runCli(args, { cwd: stage.repo.path });
        expectOneError(result, /kubeconfig/, /--kubeconfig/);
      } finally {
        process.env.HOME = home;
        if (listed !== undefined) process.env.KUBECONFIG = listed;
      }
    });
  });

  describe.each(planners)('%s', (words) => {
    const args = words.split(' ');

    it('a hub that does not serve Ramen', async () => {
      const bare = await startBareCluster();
      try {
        const result = await stage.cli([
          ...args,
          ...kubeconfig('bare', (text) => text.replaceAll(stage.sandbox.urls.get('hub') ?? '', bare.url)),
        ]);
        expectOneError(
          result,
          /this cluster \(context "hub"\) does not serve Ramen's kinds: DRPolicy, DRCluster, DRPlacementControl/,
          /install Ramen/,
        );
        expect(bare.methods()).toEqual(['GET']);
      } finally {
        await bare.stop();
      }
    });

    it('a managed cluster in place of the hub', async () => {
      const result = await stage.cli([...args, '--context', 'dr1']);
      expectOneError(result, /this cluster \(context "dr1"\) does not serve Ramen's kinds/, /--context/);
    });

    it('--only that names nothing', async () => {
      const result = await stage.cli([...args, '--only', 'drpc/shop/trolley']);
      expectOneError(result, /no object drpc\/shop\/trolley in this repository/, /kind\/namespace\/name/);
    });

    it.each([
      ['bussy=drpc/shop/cart', /no gate of that name/, /busy has a similar name/],
      ['server-refuses=drpc/shop/cart', /nothing may pass it/, /explain server-refuses/],
    ])('--allow %s', async (value, message, help) => {
      expectOneError(await stage.cli([...args, '--allow', value]), message, help);
    });

    it.each(['busy', '=drpc/shop/cart', 'busy='])('--allow %s', async (value) => {
      expectOneError(
        await stage.cli([...args, '--allow', value]),
        /--allow/,
        /--allow busy=drpc\/shop\/cart/,
      );
    });
  });

  describe('status', () => {
    it('a hub that does not serve Ramen', async () => {
      const bare = await startBareCluster();
      try {
        const result = await stage.cli([
          'status',
          ...kubeconfig('bare', (text) => text.replaceAll(stage.sandbox.urls.get('hub') ?? '', bare.url)),
        ]);
        expectOneError(result, /does not serve DRPlacementControl/, /--context/);
      } finally {
        await bare.stop();
      }
    });
  });

  describe('apply', () => {
    it('a hub that nothing names', async () => {
      stage.repo.git('rm', '--quiet', 'ramen-sync.yaml');
      try {
        const result = await stage.cli(['apply', '--yes', '-C', stage.repo.path]);
        expectOneError(result, /nothing names it/, /--context.*ramen-sync\.yaml/);
      } finally {
        stage.repo.git('checkout', 'HEAD', '--', '.');
      }
    });

    it('nobody to ask', async () => {
      const result = await stage.cli(['apply']);
      expect(result.status).toBe(1);
      expect(result.stderr).toMatch(/^error: nobody is there to ask\n {2}help: give --yes/m);
      expect(result.stderr).not.toMatch(/\n {4}at /);
    });

    it('--fail-on and --max-risk with words that are none', async () => {
      expectOneError(await stage.cli(['apply', '--yes', '--fail-on', 'odd']), /odd/, /held, unreachable/);
      expectOneError(await stage.cli(['apply', '--yes', '--max-risk', 'odd']), /odd/, /reversible/);
    });
  });
});

/** Exit status 1, nothing on stdout, one error with a next step and without a stack, and not called our bug. */
function expectOneError(result: CliResult, message: RegExp, help: RegExp = /./): void {
  const { status, stdout, stderr } = result;
  expect(stderr).toMatch(message);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  const lines = stderr.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^error: /);
  expect(lines[1]).toMatch(/^ {2}help: /);
  expect(lines[1]).toMatch(help);
  expect(lines.length).toBe(2);
  expect(stderr).not.toMatch(/\n {4}at |this is a bug/);
}

interface BareCluster {
  readonly url: string;
  methods(): readonly string[];
  stop(): Promise<void>;
}

/** An API server with namespaces and nothing of Ramen. */
async function startBareCluster(): Promise<BareCluster> {
  const methods = new Set<string>();
  const answers: Readonly<Record<string, object>> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/api/v1': {
      kind: 'APIResourceList',
      resources: [{ name: 'namespaces', kind: 'Namespace', namespaced: false }],
    },
    '/apis': { kind: 'APIGroupList', groups: [] },
    '/version': { gitVersion: 'v1.35.4' },
    '/api/v1/namespaces/kube-system': {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'kube-system', uid: 'bare' },
    },
  };
  const server = createServer((request, response) => {
    methods.add(request.method ?? '');
    const found = answers[(request.url ?? '').replace(/\?.*/, '')];
    if (found === undefined) answer(response, 404, statusOf(404, 'NotFound', 'not found'));
    else answer(response, 200, JSON.parse(JSON.stringify(found)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    methods: () => [...methods],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
