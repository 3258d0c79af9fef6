import type { Rule } from '../define-rule.ts';
import { policyClusterCount } from './policy-cluster-count.ts';
import { unknownCluster } from './unknown-cluster.ts';
import { unknownS3Profile } from './unknown-s3-profile.ts';

export const policyRules: readonly Rule[] = [policyClusterCount, unknownCluster, unknownS3Profile];
