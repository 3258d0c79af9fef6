import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, ProxiedRequest } from '../support/fault-proxy.ts';
import { type FaultStage, openFaultStage } from '../support/fault-stage.ts';
import {
  applying,
  type CleanRun,
  isWrite,
  nameOf,
  runClean,
  type Spot,
  startOver,
} from '../support/fault-table.ts';
import { differences, lawsBrokenBy, lawsBrokenOnTheWay } from '../support/laws-of-writing.ts';
import { type CliChild, startCli } from '../support/run-child.ts';

describe('a run that is ended from outside', () => {
  let stage: FaultStage;
  let clean: CleanRun;
  beforeAll(async () => {
    stage = await openFaultStage();
    clean = await runClean(stage);
  });
  afterAll(() => stage?.close());

  /** Starts the program and mishandles the first request that is asked for. */
  function startWith(
    args: readonly string[],
    isMeant: (request: ProxiedRequest) => boolean,
    fault: Fault,
  ): CliChild {
    startOver(stage);
    let isFirst = true;
    for (const proxy of stage.proxies) {
      proxy.decide = (request) => {
        if (!isFirst || !isMeant(request)) return undefined;
        isFirst = false;
        return fault;
      };
    }
    return startCli([...args, '--kubeconfig', stage.kubeconfig], stage.repo.path);
  }

  /** The next run makes it whole, and nothing on the way broke a law. */
  async function expectRecovery(): Promise<void> {
    for (const proxy of stage.proxies) proxy.decide = () => undefined;
    const { status, stdout, stderr } = await stage.cli(applying);
    expect(status, `${stdout}${stderr}`).toBe(0);
    expect([
      ...stage.proxies.flatMap(({ seen }) => seen.flatMap(lawsBrokenBy)),
      ...lawsBrokenOnTheWay(stage.watched.mutations, clean.before, clean.after),
      ...differences(clean.after, stage.watched.content()),
    ]).toEqual([]);
  }

  it('by SIGKILL at each of its writes, before and after the server has it', {
    timeout: 600_000,
  }, async () => {
    const writes = clean.spots.filter(isWrite);
    expect(writes.length).toBeGreaterThan(10);
    for (const spot of writes) {
      for (const isDone of [false, true]) {
        const child = startWith(applying, isAt(spot), async ({ forward }) => {
          if (isDone) await forward();
          child.process.kill('SIGKILL');
        });
        expect((await child.ended).status, nameOf(spot.request)).toBe(null);
        await expectRecovery();
      }
    }
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s: the write under way is finished, the rest is left, and both are listed',
    async (signal, status) => {
      const isNamespace = ({ kind, path }: ProxiedRequest) =>
        kind === 'apply' && path.includes('/namespaces/depot?');
      const text = applying.slice(0, -2);
      const child = startWith(text, isNamespace, async ({ forward, response }) => {
        child.process.kill(signal);
        // The signal is heard while the write is under way.
        await new Promise((done) => setTimeout(done, 100));
        const { status: code, body } = await forward();
        response.writeHead(code, { 'content-type': 'application/json' }).end(body);
      });
      const ended = await child.ended;
      expect(ended.status).toBe(status);
      expect(stage.watched.content().has('hub/Namespace//depot')).toBe(true);
      expect(stage.watched.content().has('hub/DRPlacementControl/depot/till')).toBe(false);
      expect(ended.stderr).toMatch(/healthy +namespace\/depot/);
      expect(ended.stdout).toMatch(
        /Not done:\n(.*\n)*? +skipped +\d+ objects +interrupted\n(.*\n)*?.*drpc\/shop\/cart/,
      );
      expect(ended.stdout).toMatch(/\ninterrupted: .*; run it again to go on\n$/);
      await expectRecovery();
    },
  );

  it('by a second SIGINT: at once', async () => {
    const child = startWith(
      applying,
      ({ kind }) => kind === 'apply',
      () => {
        child.process.kill('SIGINT');
        setTimeout(() => child.process.kill('SIGINT'), 100);
      },
    );
    expect((await child.ended).status).toBe(130);
    await expectRecovery();
  });

  it.each(['plan', 'apply', 'status', 'adopt'])(
    'by SIGINT while %s reads: nothing is written, nothing waited for',
    async (command) => {
      const child = startWith(
        command === 'apply' ? applying : [command],
        ({ kind }) => kind === 'list',
        () => void child.process.kill('SIGINT'),
      );
      const { status, stderr } = await child.ended;
      expect(status).toBe(130);
      expect(stderr).toMatch(/interrupted: nothing was written\n$/);
      expect(stage.watched.mutations).toEqual([]);
      expect(stage.repo.git('status', '--porcelain')).toBe('');
    },
  );

  it('by SIGINT while a managed cluster does not say who it is', async () => {
    const child = startWith(
      ['plan'],
      ({ cluster }) => cluster === 'dr2',
      () => void child.process.kill('SIGINT'),
    );
    expect((await child.ended).status).toBe(130);
  });
});

function isAt({ request, nth }: Spot): (request: ProxiedRequest) => boolean {
  let met = 0;
  return (candidate) => {
    if (nameOf(candidate) !== nameOf(request)) return false;
    met += 1;
    return met === nth;
  };
}
