/** Kubernetes: apimachinery/pkg/util/validation. Each answers with what is wrong, in the server's words. */

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualified})?`;

const isLabel = new RegExp(`^${label}$`);
const isSubdomain = new RegExp(`^${subdomain}$`);
const isQualified = new RegExp(`^${qualified}$`);
const isLabelValue = new RegExp(`^${labelValue}$`);

const none: readonly string[] = [];

export function subdomainFaults(text: string): readonly string[] {
  if (text.length <= 253 && isSubdomain.test(text)) return none;
  return [
    ...(byteLength(text) > 253 ? ['must be no more than 253 characters'] : []),
    ...(isSubdomain.test(text)
      ? []
      : [
          `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
        ]),
  ];
}

export function labelFaults(text: string): readonly string[] {
  if (text.length <= 63 && isLabel.test(text)) return none;
  return [
    ...(byteLength(text) > 63 ? ['must be no more than 63 characters'] : []),
    ...(isLabel.test(text)
      ? []
      : isSubdomain.test(text)
        ? ['must not contain dots']
        : [
            `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
          ]),
  ];
}

/** Keys of labels and annotations, finalizers, provisioners: a name, perhaps with a domain and a slash before it. */
export function qualifiedNameFaults(text: string): readonly string[] {
  if (text.length <= 63 && isQualified.test(text)) return none;
  const parts = text.split('/');
  const words = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}')`;
  if (parts.length > 2) {
    return [
      `a valid label key ${words} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  return [
    ...(prefix === '' ? ['prefix part must be non-empty'] : []),
    ...(prefix === undefined || prefix === ''
      ? []
      : subdomainFaults(prefix).map((fault) => `prefix part ${fault.replace(/characters$/, 'bytes')}`)),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(byteLength(name) > 63 ? ['name part must be no more than 63 bytes'] : []),
    ...(isQualified.test(name) ? [] : [`name part ${words}`]),
  ];
}

export function labelValueFaults(text: string): readonly string[] {
  if (text.length <= 63 && isLabelValue.test(text)) return none;
  return [
    ...(byteLength(text) > 63 ? ['must be no more than 63 bytes'] : []),
    ...(isLabelValue.test(text)
      ? []
      : [
          `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${labelValue}')`,
        ]),
  ];
}

/** A name that only has to fit into a URL. */
export function pathSegmentFaults(text: string): readonly string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%']
    .filter((character) => text.includes(character))
    .map((character) => `may not contain '${character}'`);
}

/** In UTF-8, as Go counts. Most texts are ASCII, whose length needs no count. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    // A pair of surrogates is four bytes in two units; a lone one is written as three.
    bytes += code < 0x800 || isPair(text, index) ? 1 : 2;
  }
  return bytes;
}

function isPair(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  const next = text.charCodeAt(index + 1);
  const before = text.charCodeAt(index - 1);
  const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
  const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
  return (isHigh(code) && isLow(next)) || (isLow(code) && isHigh(before));
}
