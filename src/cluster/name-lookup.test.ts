import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { NameLookup } from './name-lookup.ts';

type Callback = Parameters<LookupFunction>[2];

/** A resolver that answers when it is told to. */
function slowResolver() {
  const asked: { readonly hostname: string; readonly answer: Callback }[] = [];
  const ask: LookupFunction = (hostname, _, answer) => void asked.push({ hostname, answer });
  return { asked, ask };
}

const options = { family: 4 };

describe('the look-up of a name', () => {
  it('is one for all connections that wait for it, however often they ask', () => {
    const { asked, ask } = slowResolver();
    const names = new NameLookup(ask);
    const answers: unknown[] = [];
    for (let count = 0; count < 16; count += 1)
      names.lookup('dr2.example', options, (_, address) => answers.push(address));
    expect(asked.map(({ hostname }) => hostname)).toEqual(['dr2.example']);
    asked[0]?.answer(null, '192.0.2.7', 4);
    expect(answers).toEqual(Array.from({ length: 16 }, () => '192.0.2.7'));
  });

  it('is not made again for what was found, until that is forgotten', () => {
    const { asked, ask } = slowResolver();
    const names = new NameLookup(ask);
    const answers: unknown[] = [];
    const look = () =>
      names.lookup('hub.example', options, (error, address) => answers.push(error ?? address));
    look();
    asked[0]?.answer(null, '192.0.2.1', 4);
    look();
    expect([asked.length, answers]).toEqual([1, ['192.0.2.1', '192.0.2.1']]);
    names.forget();
    look();
    expect([asked.length, answers.length]).toEqual([2, 2]);
  });

  it('is made again after a failure', () => {
    const { asked, ask } = slowResolver();
    const names = new NameLookup(ask);
    const failure = Object.assign(new Error('EAI_AGAIN'), { code: 'EAI_AGAIN' });
    const answers: unknown[] = [];
    const look = () =>
      names.lookup('hub.example', options, (error, address) => answers.push(error ?? address));
    look();
    asked[0]?.answer(failure, '');
    look();
    asked[1]?.answer(null, '192.0.2.1', 4);
    expect(answers).toEqual([failure, '192.0.2.1']);
  });
});
