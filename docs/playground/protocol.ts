/**
 * What the page and its worker say to each other. Every answer carries the number of the request it answers, so that
 * one that comes too late is known as such.
 */
import type { Detail } from '../../src/index.js';

export type PanelName = 'results' | 'check' | 'code' | 'graph';

export interface DeriveRequest {
  readonly kind: 'derive';
  readonly id: number;
  readonly source: string;
  readonly detail: Detail;
}

/** A panel about what was derived last. */
export interface PanelRequest {
  readonly kind: 'panel';
  readonly id: number;
  readonly panel: PanelName;
  /** Of the panel "code". */
  readonly target: string;
}

export type Request = DeriveRequest | PanelRequest;

export interface Completion {
  readonly label: string;
  readonly type: 'function' | 'keyword' | 'property';
  readonly detail: string;
}

export type Answer =
  /** Ready: what the language knows, for completion. */
  | { readonly kind: 'hello'; readonly completions: readonly Completion[] }
  /** The derivation, before (checked: false) and after its check. `rules` comes with the second. */
  | {
      readonly kind: 'derived';
      readonly id: number;
      readonly html: string;
      readonly rules: string;
      readonly checked: boolean;
      readonly remarks: readonly string[];
      /** Milliseconds that the derivation itself took. */
      readonly time: number;
    }
  | { readonly kind: 'panel'; readonly id: number; readonly panel: PanelName; readonly html: string }
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly message: string;
      readonly hint?: string;
      readonly span?: { readonly start: number; readonly end: number };
      readonly line?: number;
      readonly column?: number;
    }
  /** Nothing is left to do for the request. */
  | { readonly kind: 'done'; readonly id: number };
