/** What `--scenario` takes, and what each is about. */
export const scenarios = {
  failover: "an operator's failover in the night: held, adopted, brought home through Git",
  naive: 'the same night with a plain GitOps client beside ramen-sync, and what each loses',
  'lost-site': 'a site is lost with five applications: failed over by hand, held, adopted in one commit',
  metro: 'synchronous storage: what must be fenced before a failover, and when it may be unfenced',
  'hub-loss': 'the hub is lost: what a new one gets from Git, and what it must not get',
} as const satisfies Readonly<Record<string, string>>;

export type ScenarioName = keyof typeof scenarios;
