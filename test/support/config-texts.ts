import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { dumpYaml } from '../../src/yaml/dump-yaml.ts';
import type { Chance } from '../differential/chance.ts';
import { pickOne } from '../differential/chance.ts';

/** A text of Ramen's configuration as some person or tool might have written it. */
export interface ConfigText {
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly hasAnchor: boolean;
}

/** A line with a comment, and the entry that it stands at. */
export interface Comment {
  /** Without indentation: the first entry of an item has a dash before it. */
  readonly line: string;
  readonly path: readonly string[];
  /** On a line of its own above the entry, beside its key, or beside the whole of its value. */
  readonly stands: 'above' | 'beside-key' | 'beside-value';
}

const profileNames = ['minio-on-dr1', 'minio-on-dr2', 'a.b', 'Ω', '0'] as const;

/** What Ramen reads and what it does not, zeros included; about half of the keys. */
export function drawConfig(chance: Chance): JsonObject {
  const bool = () => chance.often(50);
  const word = () =>
    pickOne(chance, ['a', '', 'no', 'x: y', '# z', ' lead', 'a\nb\n', '"q"', "it's", 'ü', '1.50']);
  const names = chance.shuffle(profileNames).slice(0, chance.below(4));
  return some(chance, {
    apiVersion: () => 'ramendr.openshift.io/v1alpha1',
    kind: () => 'RamenConfig',
    maxConcurrentReconciles: () => chance.below(3),
    health: () => some(chance, { healthProbeBindAddress: () => ':8081', readinessEndpointName: word }),
    metrics: () => some(chance, { bindAddress: () => pickOne(chance, ['0', '0.0.0.0:9289']) }),
    leaderElection: () =>
      some(chance, {
        leaderElect: bool,
        leaseDuration: () => pickOne(chance, ['15s', '60s', '1m0s']),
        resourceName: () => 'hub.ramendr.openshift.io',
      }),
    ramenOpsNamespace: word,
    drClusterOperator: () =>
      some(chance, {
        deploymentAutomationEnabled: bool,
        s3SecretDistributionEnabled: bool,
        channelName: () => pickOne(chance, ['alpha', 'stable']),
        stranger: word,
      }),
    multiNamespace: () =>
      some(chance, {
        [pickOne(chance, ['FeatureEnabled', 'featureEnabled'])]: bool,
        volsyncSupported: bool,
      }),
    volSync: () => some(chance, { disabled: bool, destinationCopyMethod: word }),
    volumeUnprotectionEnabled: bool,
    webhook: () => ({ port: chance.below(3), list: [1, { a: word() }, []] }),
    'odd key: #': () => ({ 'also-odd ': word(), empty: {}, none: [] }),
    s3StoreProfiles: () => names.map((name) => drawProfile(chance, name, word)),
  });
}

function drawProfile(chance: Chance, name: string, word: () => string): JsonObject {
  const lines = Array.from({ length: 1 + chance.below(3) }, () => 'TUlJQmpUQ0NBVE9nQXdJQkFnSVVM'.repeat(2));
  return {
    s3ProfileName: name,
    ...some(chance, {
      s3Bucket: word,
      s3CompatibleEndpoint: () => 'https://minio.example.com:9000/#x',
      s3Region: word,
      s3SecretRef: () => ({ name: 's3', ...(chance.often(30) ? { namespace: 'other' } : {}) }),
      caCertificates: () => pickOne(chance, [lines.join('\n'), `${lines.join('\n')}\n`, lines.join('')]),
      pem: () => `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
      extra: () => ({ deep: { deeper: word() } }),
    }),
  };
}

function some(chance: Chance, makers: Readonly<Record<string, () => Json>>): JsonObject {
  return Object.fromEntries(
    chance
      .shuffle(Object.entries(makers))
      .filter(() => chance.often(55))
      .map(([key, make]) => [key, make()]),
  );
}

/** Writes a configuration with comments, quotes, styles, indentation, line ends and anchors of all sorts. */
export function writeConfig(chance: Chance, config: JsonObject): ConfigText {
  const writer = new Writer(chance);
  const body = chance.often(5) && !hasLists(config) ? undefined : writer.map(config, 0, []);
  if (body === undefined || body.length === 0) {
    return {
      text: `${JSON.stringify(config, undefined, chance.below(3))}\n`,
      comments: [],
      hasAnchor: false,
    };
  }
  const head = chance.often(20) ? ['---'] : [];
  const tail = chance.often(20) ? ['# the end'] : [];
  const eol = chance.often(15) ? '\r\n' : '\n';
  const lines = [...head, ...body, ...tail];
  const end = chance.often(90) ? eol : '';
  return { text: lines.join(eol) + end, comments: writer.comments, hasAnchor: writer.hasAnchor };
}

function hasLists(config: JsonObject): boolean {
  return Object.values(config).some(isArray);
}

class Writer {
  readonly comments: Comment[] = [];
  hasAnchor = false;
  readonly #chance: Chance;
  readonly #step: number;
  readonly #flatLists: boolean;
  #anchored: { readonly name: string; readonly text: string } | undefined;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#step = 1 + chance.below(4);
    this.#flatLists = chance.often(50);
  }

  map(object: JsonObject, column: number, path: readonly string[]): string[] {
    return Object.entries(object).flatMap(([key, value]) => {
      const here = [...path, key];
      return [...this.#above(column, here), ...this.#entry(key, value, column, here)];
    });
  }

  #above(column: number, path: readonly string[]): string[] {
    if (this.#chance.often(8)) return [''];
    if (!this.#chance.often(20)) return [];
    const line = `${' '.repeat(column)}# above ${this.comments.length}: é`;
    this.comments.push({ line: line.trimStart(), path, stands: 'above' });
    return [line];
  }

  #entry(key: string, value: Json, column: number, path: readonly string[]): string[] {
    const intro = `${' '.repeat(column)}${this.#key(key)}:`;
    if (isObject(value) && Object.keys(value).length > 0 && !this.#isFlow(value)) {
      return [this.#beside(intro, path, 'beside-key'), ...this.map(value, column + this.#step, path)];
    }
    if (isArray(value) && value.length > 0 && !this.#isFlow(value)) {
      return [
        this.#beside(intro, path, 'beside-key'),
        ...this.#list(value, column + (this.#flatLists ? 0 : this.#step), path),
      ];
    }
    if (typeof value === 'string' && /^[^ \n#].*\n/.test(value) && this.#chance.often(70)) {
      const chomping = value.endsWith('\n') ? '' : '-';
      const lines = value.replace(/\n$/, '').split('\n');
      return [`${intro} |${chomping}`, ...lines.map((line) => ' '.repeat(column + this.#step) + line)];
    }
    return [this.#beside(`${intro} ${this.#inline(value)}`, path, 'beside-value')];
  }

  #list(items: readonly Json[], column: number, path: readonly string[]): string[] {
    return items.flatMap((item) => {
      const name = isObject(item) ? String(item.s3ProfileName) : '';
      const here = [...path, name];
      const above = this.#above(column, here);
      if (!isObject(item) || Object.keys(item).length === 0 || this.#isFlow(item)) {
        return [...above, `${' '.repeat(column)}- ${this.#inline(item)}`];
      }
      const [first = '', ...rest] = this.#withoutLeadingComment(item, column + 2, here);
      return [...above, `${' '.repeat(column)}- ${first.slice(column + 2)}`, ...rest];
    });
  }

  /** The first entry of an item stands behind its dash. */
  #withoutLeadingComment(item: JsonObject, column: number, path: readonly string[]): string[] {
    const [[key, value] = ['', null], ...others] = Object.entries(item);
    return [
      ...this.#entry(key, value, column, [...path, key]),
      ...this.map(Object.fromEntries(others), column, path),
    ];
  }

  #beside(line: string, path: readonly string[], stands: Comment['stands']): string {
    if (!this.#chance.often(20)) return line;
    const commented = `${line} # beside ${this.comments.length}`;
    this.comments.push({ line: commented.trimStart(), path, stands });
    return commented;
  }

  #isFlow(value: Json): boolean {
    return this.#chance.often(20) && !JSON.stringify(value).includes('\\n');
  }

  #key(key: string): string {
    if (!/^[a-zA-Z]\w*$/.test(key) || this.#chance.often(10)) return JSON.stringify(key);
    return this.#chance.often(5) ? `'${key}'` : key;
  }

  #inline(value: Json): string {
    const text = this.#plainOrQuoted(value);
    if (typeof value !== 'string' || !this.#chance.often(6)) return text;
    if (this.#anchored !== undefined) {
      return this.#anchored.text === text ? `*${this.#anchored.name}` : text;
    }
    this.hasAnchor = true;
    this.#anchored = { name: 'shared', text };
    return `&shared ${text}`;
  }

  #plainOrQuoted(value: Json): string {
    if (typeof value === 'string' && this.#chance.often(30)) return JSON.stringify(value);
    if (typeof value === 'string' && !value.includes('\n') && this.#chance.often(20)) {
      return `'${value.replaceAll("'", "''")}'`;
    }
    if (isObject(value) || isArray(value)) return JSON.stringify(value);
    const [line = ''] = dumpYaml([value]).split('\n');
    return typeof value === 'string' && value.includes('\n') ? JSON.stringify(value) : line.slice(2);
  }
}
