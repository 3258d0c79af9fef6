/** In kstatus words. */
export interface Health {
  readonly status: 'Current' | 'InProgress' | 'Failed' | 'Unknown';
  /** One line for people: what is missing or wrong. */
  readonly message: string;
}
