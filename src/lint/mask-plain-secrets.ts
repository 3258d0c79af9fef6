import { isSecretName } from '../topology/secret-name.ts';

const MASK = '********';

/**
 * The text with secrets masked that stand where none belongs: the user of a URL, and in a text of Ramen's configuration the
 * values of keys that sound like a secret. It goes by lines and words, so that a text which does not parse is masked as well.
 */
export function maskPlainSecrets(text: string): string {
  const masked = maskUsers(text);
  return /RamenConfig|ramen_manager_config|s3StoreProfiles|s3ProfileName/i.test(text)
    ? maskKeys(masked)
    : masked;
}

/** Of SSH the user is no secret. A password may hold anything but a blank, even where it should have been encoded. */
function maskUsers(text: string): string {
  return text.replace(/\b((?!ssh:)[a-z][a-z0-9+.-]*:\/\/)[^\s"'<>`]*@/gi, `$1${MASK}@`);
}

/** A text within a text may stand on one line: `\n` ends a line of it. */
function maskKeys(text: string): string {
  let below: number | undefined;
  const maskLine = (line: string): string => {
    const [, indent = '', content = '', end = ''] = /^(\s*)(.*?)(\s*|\\n)$/s.exec(line) ?? [];
    if (below !== undefined && content !== '' && indent.length <= below) below = undefined;
    if (below !== undefined) return content === '' ? line : `${indent}${MASK}${end}`;
    const entry = /^((?:- +)*)(["']?)([^\s"':{}[\],#]+)\2(\s*:)(\s+\S.*)?$/s.exec(content);
    if (entry === null || !isSecretName(entry[3] ?? '')) return maskWithin(line);
    const [, dash = '', quote = '', key = '', colon = '', value] = entry;
    below = indent.length + dash.length;
    const head = `${indent}${dash}${quote}${key}${quote}${colon}`;
    return value === undefined ? line : `${head} ${MASK}${end}`;
  };
  return text
    .split(/(?<=\n|\\n)/)
    .map((line) => {
      const [, lead = '', first] = /^(\s*["']?[\w.-]+["']?\s*:\s+")(.*\\n)$/s.exec(line) ?? [];
      return first === undefined ? maskLine(line) : lead + maskLine(first);
    })
    .join('');
}

/** Within braces. */
function maskWithin(line: string): string {
  return line.replace(withinBraces, (all, key: string, colon: string, quote: string) =>
    isSecretName(key) ? `${key}${colon}${quote}${MASK}` : all,
  );
}

const withinBraces =
  /([\w.-]*(?:secret|passw|token|credential|access.?key|private|auth)[\w.-]*)(\\?["']?\s*:\s*)((?:\\?["'])?)(\{[^}]*\}?|\[[^\]]*\]?|[^\s,{}[\]"'\\][^,}\]"'\\]*)/gi;
