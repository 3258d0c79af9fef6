export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

/** Reads the little of XML that a report may use; throws on everything that is not well-formed. */
export function readXml(text: string): XmlElement {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 allows no other control characters
  const illegal = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (illegal !== null) throw new Error(`illegal character at ${illegal.index}`);
  let at = text.indexOf('?>') + 2;
  if (!text.startsWith('<?xml version="1.0" encoding="UTF-8"?>')) throw new Error('no XML declaration');

  const take = (pattern: RegExp): RegExpExecArray => {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = at;
    const match = sticky.exec(text);
    if (match === null) throw new Error(`expected ${pattern.source} at ${text.slice(at, at + 60)}`);
    at = sticky.lastIndex;
    return match;
  };
  const decode = (raw: string): string => {
    if (/[<]|&(?!(?:amp|lt|gt|quot|apos);)/.test(raw)) throw new Error(`not escaped: ${raw}`);
    return raw.replace(/&\w+;/g, (entity) => entities[entity] ?? '');
  };
  const element = (): XmlElement => {
    const name = take(/<([a-z]+)/)[1] ?? '';
    const attributes: Record<string, string> = {};
    while (text[at] === ' ') {
      const [, key = '', value = ''] = take(/ ([a-z]+)="([^"]*)"/);
      if (Object.hasOwn(attributes, key)) throw new Error(`${key} twice`);
      attributes[key] = decode(value);
    }
    if (text.startsWith('/>', at)) {
      at += 2;
      return { name, attributes, children: [], text: '' };
    }
    take(/>/);
    const children: XmlElement[] = [];
    let inner = '';
    for (;;) {
      inner += decode(take(/[^<]*/)[0]);
      if (text.startsWith('</', at)) break;
      children.push(element());
    }
    take(new RegExp(`</${name}>`));
    return { name, attributes, children, text: inner };
  };
  take(/\s*/);
  const root = element();
  if (text.slice(at).trim() !== '') throw new Error('something behind the end');
  return root;
}
