import { ClusterError, type ClusterErrorReason, UserError } from '../model/errors.ts';

const ISSUES = 'https://github.com/RamenDR/ramen-sync/issues';

/** The one place that turns an error into words. */
export function describeError(error: unknown, options: { readonly verbose: boolean }): string {
  if (error instanceof UserError) return lines(error.message, error.hint);
  if (error instanceof ClusterError) return lines(error.message, clusterHints[error.reason]);
  if (isSystemError(error)) return lines(`${error.message}`, undefined);
  return describeBug(error, options.verbose);
}

const clusterHints: Readonly<Partial<Record<ClusterErrorReason, string>>> = {
  unreachable: 'check the address and the network, or name another cluster with --context or --kubeconfig',
  unauthorized:
    'the credentials are not valid any more; sign in again, or name others with --context or --kubeconfig',
  forbidden: 'the credentials lack a permission; the message names the verb and the resource',
  throttled: 'the server asks for patience; try again later',
};

/** The disk's own words (permission denied, no space left) are the user's affair, not a bug. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string';
}

function describeBug(error: unknown, verbose: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = verbose && error instanceof Error && error.stack !== undefined ? `${error.stack}\n` : '';
  const more = verbose ? '' : ' with the output of the same command and -v';
  return `${lines(`this is a bug in ramen-sync: ${message}`, `please report it${more}: ${ISSUES}`)}${stack}`;
}

function lines(message: string, hint: string | undefined): string {
  return `error: ${message}\n${hint === undefined ? '' : `  help: ${hint}\n`}`;
}
