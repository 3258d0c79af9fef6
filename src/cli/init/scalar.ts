/** A text as YAML takes it in braces: quoted unless it is a plain name that no version of YAML reads as anything else. */
export function scalar(text: string): string {
  const isPlain = /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
