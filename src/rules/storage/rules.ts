import type { Rule } from '../define-rule.ts';
import { labelKeyCase } from './label-key-case.ts';

export const storageRules: readonly Rule[] = [labelKeyCase];
