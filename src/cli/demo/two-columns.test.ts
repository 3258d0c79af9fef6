import { expect, it } from 'vitest';
import { plain } from '../../report/colour.ts';
import { twoColumns } from './two-columns.ts';

const names = { left: 'Git', right: 'us' };
const told = (columns: number): string => {
  const page = twoColumns(columns, plain, names);
  return [
    page.heads(),
    page.event('03:04', 'An operator fails cart over to dr2, with kubectl, in the night'),
    page.row({ text: 'the failover is taken out of the object' }, { text: 'held' }),
    page.row({ text: '  7 lost' }, { text: '  0 lost' }),
  ].join('');
};

it('tells two sides side by side', () => {
  expect(told(64)).toBe(`
       Git                           us

03:04  An operator fails cart over to dr2, with kubectl, in the
       night
       the failover is taken out     held
       of the object
         7 lost                        0 lost
`);
});

it('tells them below each other where there is no room', () => {
  expect(told(40)).toBe(`
03:04  An operator fails cart over to
       dr2, with kubectl, in the night
       Git: the failover is taken out of
       the object
       us: held
       Git: 7 lost
       us: 0 lost
`);
});
