import type { Rule } from '../define-rule.ts';
import { classDriverDiffers } from './class-driver-differs.ts';
import { fenceClassStorageId } from './fence-class-storage-id.ts';
import { intervalDiffers } from './interval-differs.ts';
import { labelKeyCase } from './label-key-case.ts';
import { offloadedOnOneCluster } from './offloaded-on-one-cluster.ts';
import { replicationClassAmbiguous } from './replication-class-ambiguous.ts';
import { replicationClassMissing } from './replication-class-missing.ts';
import { replicationIdDiffers } from './replication-id-differs.ts';
import { replicationIdMissing } from './replication-id-missing.ts';
import { replicationIdOfStorageClass } from './replication-id-of-storage-class.ts';
import { storageClassNameDiffers } from './storage-class-name-differs.ts';
import { storageIdMissing } from './storage-id-missing.ts';
import { storageIdPlace } from './storage-id-place.ts';
import { volumeStorageClass } from './volume-storage-class.ts';

export const storageRules: readonly Rule[] = [
  classDriverDiffers,
  fenceClassStorageId,
  intervalDiffers,
  labelKeyCase,
  offloadedOnOneCluster,
  replicationClassAmbiguous,
  replicationClassMissing,
  replicationIdDiffers,
  replicationIdMissing,
  replicationIdOfStorageClass,
  storageClassNameDiffers,
  storageIdMissing,
  storageIdPlace,
  volumeStorageClass,
];
