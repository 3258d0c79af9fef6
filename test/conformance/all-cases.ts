import { accessCases } from './cases/access-cases.ts';
import { applyCases } from './cases/apply-cases.ts';
import { flowCases } from './cases/flow-cases.ts';
import { objectCases } from './cases/object-cases.ts';
import { readCases } from './cases/read-cases.ts';
import { validationCases } from './cases/validation-cases.ts';
import type { ConformanceCase } from './conformance-case.ts';

export const conformanceCases: readonly ConformanceCase[] = [
  ...objectCases,
  ...applyCases,
  ...validationCases,
  ...readCases,
  ...accessCases,
  ...flowCases,
];
