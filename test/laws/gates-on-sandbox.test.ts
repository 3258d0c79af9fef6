import { describe } from 'vitest';
import { gateCases } from '../support/gate-cases.ts';

describe('gates on the sandbox', () => {
  gateCases();
});
