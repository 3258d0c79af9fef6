import { isIPv4, isIPv6 } from 'node:net';
import type { ConditionDraft } from '../conditions.ts';

/**
 * Of a DRCluster that lists any. `detected` is what the storage on the cluster says of itself, in its DRClusterConfig;
 * where it says nothing, nothing is compared. Compared as text. (Ramen: internal/controller/drcluster_controller.go.)
 */
export function cidrsCondition(
  configured: readonly string[],
  detected: readonly string[],
): ConditionDraft | undefined {
  if (configured.length === 0) return undefined;
  const invalid = configured.filter((cidr) => !isCidr(cidr));
  if (invalid.length > 0) {
    return draft('False', 'InvalidCIDRsFormat', `invalid CIDRs format specified ${invalid.join(', ')}`);
  }
  const missing = detected.filter((cidr) => !configured.includes(cidr));
  if (missing.length > 0) {
    return draft(
      'False',
      'DetectedCIDRsUnconfigured',
      `detected CIDRs not configured: ${missing.join(', ')}`,
    );
  }
  const extra = detected.length === 0 ? [] : configured.filter((cidr) => !detected.includes(cidr));
  if (extra.length > 0) {
    const message = `warning: CIDRs not detected by storage provisioner: ${extra.join(', ')}`;
    return draft('True', 'UndetectedCIDRsFound', message);
  }
  return draft('True', 'Succeeded', 'All detected CIDRs are configured');
}

/** As Go's net.ParseCIDR: a single address without a mask is none. */
function isCidr(text: string): boolean {
  const [, address = '', bits = ''] = /^([^/%]+)\/(\d+)$/.exec(text) ?? [];
  if (isIPv4(address)) return Number(bits) <= 32;
  return isIPv6(address) && Number(bits) <= 128;
}

function draft(status: ConditionDraft['status'], reason: string, message: string): ConditionDraft {
  return { type: 'CIDRsValidated', status, reason, message };
}
