import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { judgesFor } from '../differential/judges.ts';
import { renderPage } from '../differential/page.ts';
import { type RunOptions, run } from '../differential/run.ts';
import { serverJudge } from '../differential/server-judge.ts';
import { createTally } from '../differential/tally.ts';
import { crdFolders } from '../support/real-server.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();
const standard: RunOptions = { seed: 1, count: 20_000, concurrency: 24, write: 'create' };
const options: RunOptions = {
  ...standard,
  seed: Number(process.env.RAMEN_SYNC_DIFFERENTIAL_SEED ?? standard.seed),
  count: Number(process.env.RAMEN_SYNC_DIFFERENTIAL ?? standard.count),
};
/** Schemas with everything that a CRD can say, which those of Ramen and its neighbours do not. */
const oddCrds = resolve(import.meta.dirname, '../differential/crds');
const page = resolve(import.meta.dirname, '../../docs/conformance.md');

describe.skipIf(server === undefined)(`our judge and the server's on ${options.count} objects`, () => {
  const tally = createTally();
  const applied = createTally();

  beforeAll(
    async () => {
      if (server === undefined) return;
      server.kubectl(['apply', '--server-side', '-f', oddCrds]);
      server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', '-f', oddCrds]);
      const { subjects, shipped } = judgesFor([...crdFolders(), oddCrds]);
      for (const [count, sum] of [
        [options.count, tally],
        [options.count / 4, applied],
      ] as const) {
        const write = sum === tally ? 'create' : 'apply';
        const judge = serverJudge(server, write);
        await run(subjects, judge, { ...options, count, write }, (comparison) => sum.add(comparison));
        judge.close();
      }
      const isStandard = options.seed === standard.seed && options.count === standard.count;
      if (process.env.UPDATE !== '1' || !isStandard) return;
      const version: { gitVersion: string } = JSON.parse(server.kubectl(['get', '--raw', '/version']));
      const shippedKinds = subjects.filter(({ subject }) =>
        shipped.some(({ group, kind }) => group === subject.group && kind === subject.kind),
      ).length;
      const kinds = { shippedKinds, kinds: subjects.length };
      mkdirSync(dirname(page), { recursive: true });
      writeFileSync(
        page,
        renderPage({ tally, applied, options, ...kinds, serverVersion: version.gitVersion }),
      );
    },
    Math.max(600_000, options.count * 50),
  );

  it('accept and refuse the same', () => {
    expect(tally.unexplained, `seed ${options.seed}`).toEqual([]);
    expect(applied.unexplained, `seed ${options.seed}, applied`).toEqual([]);
  });

  it('differ where it is written down only, and hardly ever', () => {
    const objects = tally.total.objects + applied.total.objects;
    expect((tally.total.named + applied.total.named) / objects).toBeLessThanOrEqual(0.001);
  });

  it('name the same fields', () => {
    const share = tally.total.sameFields / tally.total.withFields;
    expect(share, tally.otherFields.join('\n')).toBeGreaterThanOrEqual(0.99);
  });

  it('meet every class, with both verdicts among them', () => {
    const empty = [...tally.byRow].filter(([, { objects }]) => objects === 0).map(([row]) => row);
    expect(options.count < standard.count ? [] : empty).toEqual([]);
    expect(Math.min(tally.total.accepted, tally.total.refused) / tally.total.objects).toBeGreaterThan(0.2);
  });
});
