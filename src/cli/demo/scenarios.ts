/** What `--scenario` takes, and what each is about. */
export const scenarios = {
  failover: "an operator's failover in the night: held, adopted, brought home through Git",
  naive: 'the same night with a plain GitOps client beside ramen-sync, and what each loses',
} as const satisfies Readonly<Record<string, string>>;

export type ScenarioName = keyof typeof scenarios;
