import { describe } from 'vitest';
import { faultTable } from '../support/fault-table.ts';

describe('a fault at any one of the reads of an apply', () => {
  faultTable('reads', process.env.RAMEN_SYNC_FAULTS === 'all');
});
