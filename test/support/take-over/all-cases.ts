import { afterAll, beforeAll, describe } from 'vitest';
import { conflictCases } from './conflict-cases.ts';
import { driftCases } from './drift-cases.ts';
import { originCases } from './origin-cases.ts';
import { randomCases } from './random-cases.ts';
import { type Apis, closeRooms, openRooms, type Rooms } from './room.ts';
import { takeOverCases } from './take-over-cases.ts';

/** What happens to objects that others write too; the same on the sandbox and on a real kube-apiserver. */
export function allTakeOverCases(
  start: () => Promise<Apis>,
  { randomRuns }: { readonly randomRuns: number },
): void {
  let opened: Rooms | undefined;
  beforeAll(async () => {
    opened = await openRooms(await start());
  });
  afterAll(() => closeRooms(opened));
  const rooms = (): Rooms => {
    if (opened === undefined) throw new Error('no server');
    return opened;
  };

  describe('makers and owners', () => takeOverCases(rooms));
  describe('between plan and write', () => conflictCases(rooms));
  describe('what controllers write', () => driftCases(rooms));
  describe('random owners', () => randomCases(rooms, randomRuns));
  describe('origins', () => originCases(rooms));
}
