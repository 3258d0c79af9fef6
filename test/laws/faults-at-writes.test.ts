import { describe } from 'vitest';
import { faultTable } from '../support/fault-table.ts';

describe('a fault at any one of the writes of an apply', () => {
  faultTable('writes', process.env.RAMEN_SYNC_FAULTS === 'all');
});
