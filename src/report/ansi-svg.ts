/** A terminal's text with its colours as an SVG picture, the same bytes for the same text. */
export function renderAnsiSvg(title: string, text: string, columns: number): string {
  const lines = text.trimEnd().split('\n');
  const width = Math.ceil(columns * CHARACTER) + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN + BAR;
  const rows = lines.map((line, index) => renderLine(line, BAR + MARGIN + (index + 1) * LINE - 6));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1b1f24" stroke="#444c56"/>`,
    ...['#e5534b', '#c69026', '#57ab5a'].map(
      (color, index) => `<circle cx="${20 + index * 20}" cy="17" r="6" fill="${color}"/>`,
    ),
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14" fill="#cdd9e5" xml:space="preserve">',
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const CHARACTER = 8.43;
const LINE = 20;
const MARGIN = 16;
const BAR = 24;

const colors: Readonly<Record<string, string>> = {
  31: '#f47067',
  32: '#57ab5a',
  33: '#daaa3f',
  34: '#6cb6ff',
  36: '#39c5cf',
};

function renderLine(line: string, y: number): string {
  const spans: string[] = [];
  let codes = new Set<string>();
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is an escape sequence
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b[')) codes = apply(codes, part.slice(2, -1).split(';'));
    else if (part !== '') {
      spans.push(
        `<tspan x="${across(column)}" textLength="${(part.length * CHARACTER).toFixed(1)}"${attributes(codes)}>${escapeXml(part)}</tspan>`,
      );
      column += part.length;
    }
  }
  return `<text y="${y}">${spans.join('')}</text>`;
}

/** The width is said of each piece, so that it stands in its columns in any font. */
function across(column: number): string {
  return (MARGIN + column * CHARACTER).toFixed(1);
}

function apply(codes: ReadonlySet<string>, given: readonly string[]): Set<string> {
  const next = new Set(codes);
  for (const code of given) {
    if (code === '' || code === '0') next.clear();
    else if (code === '22') {
      next.delete('1');
      next.delete('2');
    } else if (code === '39') for (const color of Object.keys(colors)) next.delete(color);
    else next.add(code);
  }
  return next;
}

function attributes(codes: ReadonlySet<string>): string {
  const color = Object.keys(colors).find((code) => codes.has(code));
  const fill = color === undefined ? (codes.has('2') ? '#8b949e' : undefined) : colors[color];
  return `${fill === undefined ? '' : ` fill="${fill}"`}${codes.has('1') ? ' font-weight="bold"' : ''}`;
}

/** Leading blanks would be folded away. */
function escapeXml(text: string): string {
  return text
    .replaceAll(' ', '\u00a0')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
