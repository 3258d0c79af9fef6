import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DrStage, openDrStage } from '../support/dr-stage.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';

/** As two jobs of a workflow on the main branch do it: plan, approval, apply. */
describe('a plan that the Action saved', () => {
  let stage: DrStage;
  let plan: string;
  beforeAll(async () => {
    stage = await openDrStage();
    plan = stage.beside('plan.json', '');
  });
  afterAll(() => stage?.close());

  const run = (inputs: Readonly<Record<string, string>>): Promise<ActionResult> =>
    runAction({ workspace: stage.repo.path, inputs: { kubeconfig: stage.kubeconfig, ...inputs } });
  const written = () =>
    stage.sandbox.writes().filter(({ dryRun, manager }) => !dryRun && manager === 'ramen-sync');

  it('is carried out exactly, once', async () => {
    const snapshot = stage.beside('hub.json', '');
    const saved = await run({ 'save-plan': plan, 'save-snapshot': snapshot });
    expect(JSON.parse(saved.read('saved-snapshot'))).toMatchObject({ kind: 'Snapshot' });
    expect(saved).toMatchObject({ status: 0, outputs: { changes: '21', held: '0', blocked: '0' } });
    expect(saved.outputs['saved-plan']).toBe(plan);
    expect(JSON.parse(saved.read('saved-plan'))).toMatchObject({
      kind: 'Plan',
      terms: { only: [], allow: [] },
    });
    expect(written()).toEqual([]);

    const applied = await run({ 'apply-plan': plan });
    expect(applied, applied.stdout).toMatchObject({ status: 0, outputs: { conclusion: 'success' } });
    expect(applied.read('events').trimEnd().split('\n').at(-1)).toContain('"applied":21');
    expect(applied.stdout).toContain('21 applied, 21 healthy');
    expect(applied.summary).toContain('### ramen-sync plan');
    const count = written().length;

    const again = await run({ 'apply-plan': plan });
    expect(again.status).toBe(0);
    expect(written().length).toBe(count);
  }, 120_000);

  it('is refused where Git or a cluster has moved since', async () => {
    const { repo } = stage;
    repo.edit('hub/dr-policy.yaml', 'name: p5m', 'name: p5m\n  labels: { team: blue }');
    repo.commit('a label');
    expect((await run({ 'save-plan': plan })).outputs).toMatchObject({ changes: '1' });
    const count = written().length;
    repo.edit('hub/dr-policy.yaml', 'team: blue', 'team: red');
    repo.commit('another label');
    const stale = await run({ 'apply-plan': plan });
    expect(stale).toMatchObject({ status: 3, outputs: { conclusion: 'failure' } });
    expect(stale.stdout).toContain('hub/dr-policy.yaml');
    expect(written().length).toBe(count);
  }, 120_000);

  it('is carried out, and not called complete, where Git has something that cannot be planned', async () => {
    const { repo } = stage;
    repo.write('hub/broken.yaml', 'kind: [\n');
    repo.edit('hub/dr-policy.yaml', 'team: red', 'team: green');
    repo.commit('a mistake beside a label');
    expect((await run({ 'save-plan': plan })).status).toBe(3);
    const count = written().length;
    const applied = await run({ 'apply-plan': plan });
    expect(applied, applied.stdout).toMatchObject({ status: 3, outputs: { conclusion: 'failure' } });
    expect(applied.stdout).toContain('1 applied');
    expect(written().length).toBe(count + 1);
  }, 120_000);

  it.each([
    [{ 'save-plan': 'a', 'apply-plan': 'b' }, 'two steps'],
    [{ snapshot: 'a', 'save-plan': 'b' }, 'snapshot goes with none'],
    [{ 'apply-plan': 'nowhere.json' }, 'there is no plan file'],
  ])('and %j is refused with one message', async (inputs, word) => {
    const result = await run(inputs);
    expect(result.status).toBe(1);
    expect(result.commands.join()).toContain(word);
  });
});
