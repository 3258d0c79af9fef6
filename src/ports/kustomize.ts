/** What kustomize is to build. */
export interface RenderOrder {
  /** Relative to the repository. */
  readonly folder: string;
  /** The kustomization's own setting, kept beside the annotations of origin. */
  readonly buildMetadata: readonly string[];
  readonly isComponent: boolean;
}

export type Rendering =
  /** Objects carry `config.kubernetes.io/origin`, whose paths lead to the repository by `root`. */
  | { readonly state: 'rendered'; readonly text: string; readonly root: string }
  /** In kustomize's words, with paths relative to the repository; it may quote what stands in files. */
  | { readonly state: 'failed'; readonly message: string }
  /** Neither kustomize nor kubectl is installed. */
  | { readonly state: 'no-binary' };

/** The kustomize of this machine. */
export interface Kustomize {
  /** Runs it. Never throws for what stands in the repository. */
  build(order: RenderOrder): Promise<Rendering>;
  /** The folder relative to the repository, links resolved; undefined where there is none. Throws UserError outside of it. */
  folderAt(path: string): string | undefined;
}
