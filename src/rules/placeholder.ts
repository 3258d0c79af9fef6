/** A token that kustomize, envsubst, Helm or a script was to replace: no name on any cluster can be one. */
export function isPlaceholder(text: string): boolean {
  return !legal.test(text) && placeholder.test(text);
}

/** What most names are. */
const legal = /^[a-z0-9.-]*$/;
const placeholder = /\$[A-Za-z_{(]|\{\{|^<[^<>]+>$|^__\w+__$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
