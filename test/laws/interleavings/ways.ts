import fc from 'fast-check';
import { index } from './act.ts';
import type { Sight } from './history.ts';
import type { Way } from './world.ts';

const sight: fc.Arbitrary<Sight> = fc.oneof(
  { weight: 9, arbitrary: fc.constant('full') },
  { weight: 1, arbitrary: fc.constant('fresh') },
  { weight: 1, arbitrary: fc.constant('shallow') },
  { weight: 1, arbitrary: fc.constant('none') },
);
/** How an engine goes about a pass. */
export const way: fc.Arbitrary<Way> = fc
  .tuple(
    sight,
    fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    fc.constantFrom<Way['ramen']>('silent', 'prompt', 'late'),
    fc.option(fc.record({ subject: index, outdated: fc.boolean() }), { freq: 7, nil: undefined }),
  )
  .map(([seen, open, ramen, override]) => ({
    sight: seen,
    open,
    ramen,
    ...(override === undefined ? {} : { override }),
  }));
