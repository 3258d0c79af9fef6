/** The width to fold at: the terminal's, within reason; 100 where there is none. */
export function foldWidth(columns: number | undefined): number {
  return Math.max(40, Math.min(columns ?? 100, 120));
}
