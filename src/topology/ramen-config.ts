import { ramenConfig } from '../kinds/ramen-config.ts';
import { ramenKey } from '../model/annotations.ts';
import type { Config } from '../model/config.ts';
import { type FieldPath, formatPath, getString } from '../model/field-path.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { isOfGroup, type ObjectKey } from '../model/object-ref.ts';
import type { Location } from '../model/source.ts';
import { type ParsedText, parseText } from '../yaml/parse-text.ts';
import { namedClusters } from './targets.ts';

/** Trouble in the YAML text inside a ConfigMap. */
interface TextTrouble {
  readonly rule: 'yaml-syntax' | 'duplicate-key';
  readonly message: string;
  readonly path?: string;
  readonly location: Location;
  readonly first?: Location;
}

/** Ramen's configuration, whichever way it is spelled. */
export interface RamenConfigDocument {
  readonly manifest: Manifest;
  readonly spelling: 'config-map' | 'document';
  /** Whose: the hub operator's, or the one on managed clusters. */
  readonly role: 'hub' | 'cluster';
  /** The ConfigMap that holds it on a cluster. */
  readonly key: ObjectKey;
  /** Parsed, without the metadata of a plain document; empty where it could not be read. */
  readonly value: JsonObject;
  readonly readable: boolean;
  readonly trouble: readonly TextTrouble[];
  /** Where a path of the configuration stands in the file. */
  readonly locate: (path: FieldPath, part?: 'value' | 'key') => Location;
  /** As reports write it; inside a ConfigMap it continues after the key of `data`. */
  readonly formatPath: (path: FieldPath) => string;
}

/** Undefined for every other object. */
export function readRamenConfig(manifest: Manifest, config: Config): RamenConfigDocument | undefined {
  const { apiVersion, kind, name } = manifest.key;
  if (kind === ramenConfig.kind && isOfGroup(apiVersion, ramenConfig.group)) {
    return readDocument(manifest, config);
  }
  if (apiVersion !== 'v1' || kind !== 'ConfigMap') return undefined;
  if (name === ramenKey.hubConfigName) return readConfigMap(manifest, 'hub');
  return name === ramenKey.clusterConfigName ? readConfigMap(manifest, 'cluster') : undefined;
}

function readDocument(manifest: Manifest, config: Config): RamenConfigDocument {
  const role = roleOf(manifest, config);
  const { metadata: _, ...value } = manifest.object;
  const namespace =
    manifest.key.namespace ??
    (role === 'hub' ? config.ramen.operatorNamespace : config.ramen.clusterOperatorNamespace);
  return {
    manifest,
    spelling: 'document',
    role,
    key: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace,
      name: role === 'hub' ? ramenKey.hubConfigName : ramenKey.clusterConfigName,
    },
    value,
    readable: true,
    trouble: [],
    locate: manifest.locate,
    formatPath,
  };
}

/** Ramen 0.1 names the operator in the document; later the place decides. */
function roleOf(manifest: Manifest, config: Config): 'hub' | 'cluster' {
  const type = getString(manifest.object, ['ramenControllerType']);
  if (type === 'dr-cluster' || manifest.key.name === ramenKey.clusterConfigName) return 'cluster';
  if (type === 'dr-hub' || manifest.key.name === ramenKey.hubConfigName) return 'hub';
  const clusters = namedClusters(manifest, config);
  return clusters === undefined || clusters.includes('hub') ? 'hub' : 'cluster';
}

const textPath = ['data', ramenKey.configKey];

function readConfigMap(manifest: Manifest, role: 'hub' | 'cluster'): RamenConfigDocument {
  const text = getString(manifest.object, textPath);
  const parsed: ParsedText | undefined = text === undefined ? undefined : parseText(text);
  const value = isObject(parsed?.value) ? parsed.value : {};
  const within = ({ start, end }: { readonly start: number; readonly end: number }): Location =>
    manifest.locateWithin(textPath, start, end);
  return {
    manifest,
    spelling: 'config-map',
    role,
    key: manifest.key,
    value,
    readable: isObject(parsed?.value),
    trouble: parsed === undefined ? [] : troubleOf(parsed, within, manifest.locate(textPath)),
    locate: (path, part) =>
      parsed?.value === undefined ? manifest.locate(textPath, 'key') : within(parsed.range(path, part)),
    formatPath: (path) => pathInText(path),
  };
}

function troubleOf(
  parsed: ParsedText,
  within: (range: { readonly start: number; readonly end: number }) => Location,
  whole: Location,
): readonly TextTrouble[] {
  if (parsed.error !== undefined) {
    const message = `Ramen's configuration does not parse: ${parsed.error.message}`;
    return [{ rule: 'yaml-syntax', message, path: formatPath(textPath), location: within(parsed.error) }];
  }
  if (!isObject(parsed.value)) {
    const what = parsed.value === undefined ? 'is empty' : 'is no map of keys';
    const message = `Ramen's configuration ${what}: a running operator reads nothing there`;
    return [{ rule: 'yaml-syntax', message, path: formatPath(textPath), location: whole }];
  }
  return parsed.duplicates.map((twin) => ({
    rule: 'duplicate-key',
    message: `key "${String(twin.path.at(-1))}" is already there`,
    path: pathInText(twin.path),
    location: within(twin),
    first: within(twin.first),
  }));
}

function pathInText(path: FieldPath): string {
  const inner = formatPath(path);
  return inner === '' ? formatPath(textPath) : `${formatPath(textPath)}:${inner}`;
}
