import type {
  ClusterAccess,
  Config,
  ManagedClusterConfig,
  RuleLevel,
  SourceConfig,
} from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { type FieldPath, getAt, getString } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { isRiskier, type Risk, riskClasses } from '../model/plan.ts';
import { buildLineIndex } from '../yaml/line-index.ts';
import { parseText } from '../yaml/parse-text.ts';
import { findMismatch } from './check-names.ts';
import { findProblem, type ShapeProblem } from './check-shape.ts';
import { configShape } from './shape.ts';

/** What flags and environment say about the configuration; flags come merged over the environment. */
export interface ConfigOverrides {
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Together with the file's the strictest counts. */
  readonly maxRisk?: Risk;
  readonly flavour?: Config['ramen']['flavour'];
  readonly operatorNamespace?: string;
  readonly clusterOperatorNamespace?: string;
  readonly opsNamespace?: string;
  readonly rules?: Readonly<Record<string, RuleLevel>>;
}

/** Managers of people and their tools: what they wrote may be taken over. */
export const defaultTakeOver: readonly string[] = [
  'kubectl*',
  'Mozilla',
  'before-first-apply',
  'unknown',
  'console',
  'odf-console',
];

/** Where Ramen's own manifests and OpenShift's operators install it. */
const flavourNamespaces = {
  kubernetes: {
    operatorNamespace: 'ramen-system',
    clusterOperatorNamespace: 'ramen-system',
    opsNamespace: 'ramen-ops',
  },
  openshift: {
    operatorNamespace: 'openshift-operators',
    clusterOperatorNamespace: 'openshift-dr-system',
    opsNamespace: 'openshift-dr-ops',
  },
} as const;

/**
 * The configuration with defaults filled in: defaults < file < overrides. `text` is undefined where there is no file.
 * Throws UserError with the place and, for a typing error, the word that was probably meant.
 */
export function parseConfig(text: string | undefined, file: string, overrides: ConfigOverrides = {}): Config {
  const raw = text === undefined ? {} : readConfig(text, file);
  const flavour =
    overrides.flavour ?? (getString(raw, ['ramen', 'flavour']) === 'openshift' ? 'openshift' : 'kubernetes');
  const namespaces = flavourNamespaces[flavour];
  const namespace = (name: keyof typeof namespaces): string =>
    overrides[name] ?? getString(raw, ['ramen', name]) ?? namespaces[name];
  const maxRisk = strictest(riskAt(raw), overrides.maxRisk);
  const takeOver = getAt(raw, ['takeOver']);
  const max = getAt(raw, ['gates', 'removals', 'max']);
  return {
    ...(text === undefined ? {} : { file }),
    hub: hubOf(raw, overrides),
    managedClusters: mapsAt(raw, 'managedClusters').map(managedClusterOf),
    sources: mapsAt(raw, 'sources').map(sourceOf),
    ramen: {
      flavour,
      operatorNamespace: namespace('operatorNamespace'),
      clusterOperatorNamespace: namespace('clusterOperatorNamespace'),
      opsNamespace: namespace('opsNamespace'),
      mode: getString(raw, ['ramen', 'mode']) === 'manual' ? 'manual' : 'hub',
    },
    rules: { ...rulesOf(raw), ...overrides.rules },
    gates: {
      ...(maxRisk === undefined ? {} : { maxRisk }),
      removals: { max: typeof max === 'number' ? max : 1 },
    },
    takeOver: isArray(takeOver) ? texts(takeOver) : defaultTakeOver,
  };
}

function readConfig(text: string, file: string): JsonObject {
  const parsed = parseText(text);
  const { error } = parsed;
  if (error !== undefined) throw complaint(text, file, error.start, { message: error.message });
  const [duplicate] = parsed.duplicates;
  if (duplicate !== undefined) {
    throw complaint(text, file, duplicate.start, {
      message: `key "${String(duplicate.path.at(-1))}" is already there`,
    });
  }
  const { value } = parsed;
  if (value === undefined) return {};
  const at = (path: FieldPath, part: 'key' | 'value'): number => parsed.range(path, part).start;
  const problem = findProblem(value, configShape) ?? (isObject(value) ? findMismatch(value) : undefined);
  if (problem !== undefined) throw complaint(text, file, at(problem.path, problem.part), problem);
  return isObject(value) ? value : {};
}

function complaint(
  text: string,
  file: string,
  offset: number,
  problem: Pick<ShapeProblem, 'message' | 'hint'>,
): UserError {
  const { line, column } = buildLineIndex(text).position(offset);
  const message = `${file}:${line}:${column}: ${problem.message}`;
  return new UserError(message, problem.hint === undefined ? {} : { hint: problem.hint });
}

function hubOf(raw: JsonObject, overrides: ConfigOverrides): Config['hub'] {
  const hub = isObject(raw.hub) ? raw.hub : {};
  const id = getString(hub, ['id']);
  const { inCluster, ...named } = accessOf(hub);
  const isOverridden = overrides.kubeconfig !== undefined || overrides.context !== undefined;
  return {
    ...named,
    ...(inCluster === undefined || isOverridden ? {} : { inCluster }),
    ...(overrides.kubeconfig === undefined ? {} : { kubeconfig: overrides.kubeconfig }),
    ...(overrides.context === undefined ? {} : { context: overrides.context }),
    ...(id === undefined ? {} : { id }),
  };
}

function managedClusterOf(raw: JsonObject): ManagedClusterConfig {
  const id = getString(raw, ['id']);
  return { name: getString(raw, ['name']) ?? '', ...accessOf(raw), ...(id === undefined ? {} : { id }) };
}

function accessOf(raw: JsonObject): ClusterAccess {
  const kubeconfig = getString(raw, ['kubeconfig']);
  const context = getString(raw, ['context']);
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(raw.inCluster === true ? { inCluster: true } : {}),
  };
}

function sourceOf(raw: JsonObject): SourceConfig {
  const path = (getString(raw, ['path']) ?? '').replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  return {
    path: path === '' ? '.' : path,
    ...(isArray(raw.clusters) ? { clusters: texts(raw.clusters) } : {}),
    ...(raw.kustomize === true ? { kustomize: true } : {}),
  };
}

function rulesOf(raw: JsonObject): Readonly<Record<string, RuleLevel>> {
  const rules = isObject(raw.rules) ? raw.rules : {};
  return Object.fromEntries(
    Object.entries(rules).map(([id, level]): [string, RuleLevel] => [
      id,
      level === 'error' || level === 'warning' ? level : 'off',
    ]),
  );
}

function riskAt(raw: JsonObject): Risk | undefined {
  const found = getString(raw, ['gates', 'maxRisk']);
  return riskClasses.find((risk) => risk === found);
}

function strictest(a: Risk | undefined, b: Risk | undefined): Risk | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isRiskier(a, b) ? b : a;
}

function mapsAt(raw: JsonObject, key: string): readonly JsonObject[] {
  const found = raw[key];
  return isArray(found) ? found.filter(isObject) : [];
}

function texts(items: readonly Json[]): readonly string[] {
  return items.filter((item) => typeof item === 'string');
}
