import type { Rule } from '../define-rule.ts';
import { s3SecretMissing } from './s3-secret-missing.ts';

export const configurationRules: readonly Rule[] = [s3SecretMissing];
