import type { ChangeRule } from '../define-rule.ts';
import { immutableField } from './immutable-field.ts';

export const changeRules: readonly ChangeRule[] = [immutableField];
