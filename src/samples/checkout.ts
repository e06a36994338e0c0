/** The two sides of a comparison, and where the code of each lies. */

export type Side = 'baseline' | 'candidate';

/** A directory with one version of the project. */
export interface Checkout {
  readonly side: Side;
  /** Absolute path of the project directory (that of the budget file), not of the repository's root. */
  readonly directory: string;
  /** Absolute path of the repository's root, or of the project where there is no repository. */
  readonly root: string;
  /** Directories of the other side: code loaded from there is the wrong code. */
  readonly foreign: readonly string[];
  /** Submodules of the repository that are not checked out: what lies there cannot be imported. Untrusted text. */
  readonly emptySubmodules?: readonly string[];
}
