/** Ramen takes a policy for Metro whose interval has no digit but zeros: it replicates at once. */
export function isMetroInterval(schedulingInterval: string | undefined): boolean {
  return !/[1-9]/.test(schedulingInterval ?? '');
}
