export interface Example {
  readonly group: string;
  readonly title: string;
  readonly source: string;
}
/** Made by the build from docs/examples and test/derivations. */
export declare const EXAMPLES: readonly Example[];
