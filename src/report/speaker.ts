/** The API server names the field first, or the decoder; Ramen's own checks are sentences. */
export function speaker(text: string): string {
  return /^(?:strict decoding error|(?:spec|metadata)\.|[a-zA-Z]+: (?:Forbidden|Invalid value):)/.test(text)
    ? 'the API server would say'
    : 'Ramen would say';
}
