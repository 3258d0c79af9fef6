import {
  eventType,
  FLOW_COLLECTION,
  KEEP_CHOMPING,
  keyText,
  scalarStyle,
  type YamlEvent,
  type YamlScalar,
} from './yaml-library.ts';

/** A node of a document with its place: offsets in the document's text, the end exclusive. */
export interface NodeBase {
  /** Where its own text starts, after anchor and tag. */
  readonly start: number;
  readonly end: number;
  /** Where its anchor or tag starts, else `start`. */
  readonly propertiesStart: number;
  readonly hasTag: boolean;
}

export interface ScalarNode extends NodeBase {
  readonly type: 'scalar';
  readonly scalar: YamlScalar;
  /** Nothing is written there: `key:` alone. */
  readonly empty: boolean;
}

export interface MapEntry {
  /** As it ends up in the object. */
  readonly name: string;
  readonly isMerge: boolean;
  readonly key: YamlNode;
  /** Offset behind the colon, or behind the key where there is none. */
  readonly colonEnd: number;
  readonly value: YamlNode;
}

export interface MapNode extends NodeBase {
  readonly type: 'map';
  readonly flow: boolean;
  readonly entries: readonly MapEntry[];
}

export interface SequenceNode extends NodeBase {
  readonly type: 'sequence';
  readonly flow: boolean;
  /** `start` is the dash in block style, else where the item starts. */
  readonly items: readonly { readonly start: number; readonly value: YamlNode }[];
}

export interface AliasNode extends NodeBase {
  readonly type: 'alias';
  readonly target: YamlNode | undefined;
}

export type YamlNode = ScalarNode | MapNode | SequenceNode | AliasNode;

/** The tree of one document. `events` start with the document's own event. */
export function buildTree(text: string, events: readonly YamlEvent[]): YamlNode {
  const anchors = new Map<string, YamlNode>();
  let index = 1;

  const readNode = (from: number): YamlNode => {
    const event = events[index];
    index += 1;
    switch (event?.type) {
      case eventType.mapping:
        return readMap(event);
      case eventType.sequence:
        return readSequence(event);
      case eventType.alias: {
        const start = event.anchorStart - 1;
        const target = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
        return { type: 'alias', start, end: event.anchorEnd, propertiesStart: start, hasTag: false, target };
      }
      case eventType.scalar: {
        const node = scalarNode(text, event, from);
        remember(event, node);
        return node;
      }
      default:
        throw new Error('The events of a YAML document end too early.');
    }
  };

  const readMap = (event: Extract<YamlEvent, { type: 3 }>): MapNode => {
    const flow = event.style === FLOW_COLLECTION;
    const entries: MapEntry[] = [];
    const node = {
      type: 'map' as const,
      flow,
      entries,
      end: event.start,
      ...propertiesOf(event, event.start),
    };
    remember(event, node);
    let position = flow && text[event.start] === '{' ? event.start + 1 : event.start;
    while (events[index]?.type !== eventType.pop) {
      const key = readNode(position);
      const colon = skipTo(text, key.end, ':', flow);
      const colonEnd = colon === undefined ? key.end : colon + 1;
      const value = readNode(colonEnd);
      const name = nameOf(text, key);
      const isMerge = name === '<<' && key.type === 'scalar' && key.scalar.style === scalarStyle.plain;
      entries.push({ name, isMerge, key, colonEnd, value });
      position = Math.max(value.end, colonEnd);
    }
    index += 1;
    // A pair within a flow sequence, `[a: b]`, has no brace of its own.
    node.end =
      flow && text[event.start] === '{' ? closeOf(text, position, '}') : Math.max(position, node.end);
    return node;
  };

  const readSequence = (event: Extract<YamlEvent, { type: 2 }>): SequenceNode => {
    const flow = event.style === FLOW_COLLECTION;
    const items: { start: number; value: YamlNode }[] = [];
    const node = {
      type: 'sequence' as const,
      flow,
      items,
      end: event.start,
      ...propertiesOf(event, event.start),
    };
    remember(event, node);
    let position = flow ? event.start + 1 : event.start;
    while (events[index]?.type !== eventType.pop) {
      const dash = flow ? undefined : skipTo(text, position, '-', false);
      const value = readNode(dash === undefined ? position : dash + 1);
      items.push({ start: dash ?? value.propertiesStart, value });
      position = Math.max(value.end, dash === undefined ? position : dash + 1);
    }
    index += 1;
    node.end = flow ? closeOf(text, position, ']') : position;
    return node;
  };

  const remember = (
    event: { readonly anchorStart: number; readonly anchorEnd: number },
    node: YamlNode,
  ): void => {
    if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
  };

  return readNode(0);
}

/** The node behind an alias. */
export function resolveAlias(node: YamlNode | undefined): Exclude<YamlNode, AliasNode> | undefined {
  let current = node;
  for (let hops = 0; current?.type === 'alias' && hops < 100; hops += 1) current = current.target;
  return current?.type === 'alias' ? undefined : current;
}

interface Properties {
  readonly anchorStart: number;
  readonly anchorEnd: number;
  readonly tagStart: number;
  readonly tagEnd: number;
}

function propertiesOf(
  event: Properties,
  start: number,
): { start: number; propertiesStart: number; hasTag: boolean } {
  const places = [start, event.anchorStart - 1, event.tagStart].filter((place) => place >= 0);
  return { start, propertiesStart: Math.min(...places), hasTag: event.tagStart >= 0 };
}

function scalarNode(text: string, scalar: YamlScalar, from: number): ScalarNode {
  if (scalar.valueStart < 0) {
    const place = Math.max(from, scalar.anchorEnd, scalar.tagEnd);
    return { type: 'scalar', scalar, empty: true, end: place, ...propertiesOf(scalar, place) };
  }
  const quoted = scalar.style === scalarStyle.singleQuoted || scalar.style === scalarStyle.doubleQuoted;
  if (scalar.style === scalarStyle.plain || quoted) {
    const quote = quoted ? 1 : 0;
    const start = scalar.valueStart - quote;
    return {
      type: 'scalar',
      scalar,
      empty: false,
      end: scalar.valueEnd + quote,
      ...propertiesOf(scalar, start),
    };
  }
  const header = scalar.style === scalarStyle.literal ? '|' : '>';
  const lowest = Math.max(from, scalar.anchorEnd, scalar.tagEnd);
  const start = skipTo(text, lowest, header, false) ?? lowest;
  return {
    type: 'scalar',
    scalar,
    empty: false,
    end: blockEnd(text, scalar, start),
    ...propertiesOf(scalar, start),
  };
}

/** Without the last line break, and without blank lines that are no part of the value. */
function blockEnd(text: string, scalar: YamlScalar, header: number): number {
  const content = text.slice(scalar.valueStart, scalar.valueEnd);
  const kept =
    scalar.chomping === KEEP_CHOMPING
      ? content.replace(/(?:\r\n?|\n)$/, '')
      : content.replace(/(?:[ ]*(?:\r\n?|\n))*[ ]*$/, '');
  if (kept !== '') return scalar.valueStart + kept.length;
  let end = header;
  while (end < scalar.valueStart && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return end;
}

function nameOf(text: string, key: YamlNode): string {
  const resolved = resolveAlias(key);
  return resolved?.type === 'scalar' ? keyText(text, resolved.scalar) : '';
}

/**
 * The next `wanted` behind blanks and comments: what stands between two nodes is nothing else. Undefined where
 * something else comes first, as a key without a colon in `{a, b}`.
 */
function skipTo(text: string, from: number, wanted: string, flow: boolean): number | undefined {
  for (let position = from; position < text.length; position += 1) {
    const character = text[position];
    if (character === wanted) return position;
    if (character === '#') position = lineEnd(text, position) - 1;
    else if (flow && (character === ',' || character === '}' || character === ']')) return undefined;
    else if (character !== undefined && !/[\s\uFEFF?:,-]/.test(character)) return undefined;
  }
  return undefined;
}

function closeOf(text: string, from: number, bracket: string): number {
  for (let position = from; position < text.length; position += 1) {
    if (text[position] === bracket) return position + 1;
    if (text[position] === '#') position = lineEnd(text, position) - 1;
  }
  return text.length;
}

function lineEnd(text: string, from: number): number {
  let position = from;
  while (position < text.length && text[position] !== '\n' && text[position] !== '\r') position += 1;
  return position;
}
