/**
 * The style sheet of whole pages and of the parts beside a derivation: graph, checks, rule book, contents. Colours are
 * those of style.ts.
 */

/** Graph, checks, rule book. */
export const PART_STYLE = `
.fb-scroll { overflow-x: auto; max-width: 100%; }
.fb-scroll:focus-visible { outline: 2px solid var(--fb-accent); outline-offset: 2px; }
.fb-scroll-inline { display: inline-block; max-width: 100%; overflow-x: auto; overflow-y: hidden; vertical-align: bottom; }
.fb-graph-picture { display: block; width: 100%; height: auto; font-family: KaTeX_Main, "Times New Roman", serif; }
.fb-graph-picture text { fill: var(--fb-ink); }
.fb-node rect { fill: var(--fb-paper); stroke: var(--fb-quiet); stroke-width: 1.2; }
.fb-node-data rect { fill: var(--fb-raised); stroke: var(--fb-line); }
.fb-node-param rect { fill: var(--fb-accent-soft); stroke: var(--fb-accent); }
.fb-node-other-round rect { stroke-dasharray: 4 3; fill: var(--fb-raised); }
.fb-node-subject rect { stroke: var(--fb-accent); stroke-width: 2.6; }
.fb-graph-picture .fb-node-name { font-family: KaTeX_Math, KaTeX_Main, serif; font-style: italic; }
.fb-graph-picture .fb-node-shape { fill: var(--fb-quiet); font-family: KaTeX_Main, serif; font-style: normal; }
.fb-graph-picture .fb-node-gradient { fill: var(--fb-new); font-family: KaTeX_Math, KaTeX_Main, serif; font-style: italic; }
.fb-edge-forward, .fb-edge-back { fill: none; stroke: var(--fb-quiet); stroke-width: 1.2; }
.fb-edge-back { stroke: var(--fb-new); stroke-dasharray: 5 2.5; }
.fb-head-forward path { fill: var(--fb-quiet); } .fb-head-back path { fill: var(--fb-new); }
.fb-graph-picture .fb-edge-label { fill: var(--fb-quiet); paint-order: stroke; stroke: var(--fb-paper); stroke-width: 4px; }
.fb-graph details > summary { cursor: pointer; padding: .3rem 0; }
.fb-graph-legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: center; }
.fb-key::before { content: ""; display: inline-block; width: 1.1em; height: .8em; margin-right: .4em; border: 1.5px solid var(--fb-quiet);
  border-radius: .2em; vertical-align: -.05em; }
.fb-key-data::before { background: var(--fb-raised); border-color: var(--fb-line); }
.fb-key-param::before { background: var(--fb-accent-soft); border-color: var(--fb-accent); }
.fb-key-family::before { box-shadow: .18em -.18em 0 -1px var(--fb-paper), .18em -.18em 0 0 var(--fb-quiet); margin-right: .6em; }
.fb-key-forward::before, .fb-key-back::before { height: 0; width: 1.6em; border: 0; border-top: 2px solid var(--fb-quiet); border-radius: 0; vertical-align: .25em; }
.fb-key-back::before { border-top: 2px dashed var(--fb-new); }

.fb-checks { display: grid; gap: .8rem; grid-template-columns: minmax(0, 1fr); }
.fb-table { border-collapse: collapse; font-size: .92rem; }
.fb-table caption { text-align: left; color: var(--fb-quiet); padding-bottom: .3rem; min-width: min(40rem, 80vw); }
.fb-table th, .fb-table td { text-align: left; padding: .25rem 1.1rem .25rem 0; border-bottom: 1px solid var(--fb-line); font-weight: normal; white-space: nowrap; }
.fb-table thead th { color: var(--fb-quiet); font-size: .85rem; }
.fb-table td.fb-unchecked { white-space: normal; }
.fb-samples { margin: 0; padding-left: 1.2rem; font-size: .9rem; color: var(--fb-quiet); }
.fb-plot { margin: .4rem 0 0; display: grid; grid-template-columns: minmax(0, 34rem) minmax(10rem, 1fr); gap: .6rem 1.6rem; align-items: center; }
.fb-plot svg { width: 100%; height: auto; font-family: inherit; }
.fb-plot text { fill: var(--fb-quiet); font-size: 11px; } .fb-plot .fb-foot { fill: var(--fb-accent); font-size: 12px; }
/* a rim of paper keeps a label from being struck through */
.fb-plot .fb-said-above { paint-order: stroke; stroke: var(--fb-paper); stroke-width: 5px; stroke-linejoin: round; }
.fb-grid { stroke: var(--fb-line); stroke-width: 1; }
.fb-curve { fill: none; stroke: var(--fb-accent); stroke-width: 1.6; }
.fb-limit { stroke: var(--fb-open); stroke-width: 1.2; stroke-dasharray: 3 3; }
.fb-plot figcaption { color: var(--fb-quiet); font-size: .88rem; }
.fb-key-list { list-style: none; margin: 0 0 .6rem; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; color: var(--fb-ink); }
.fb-key-list span { color: var(--fb-accent); }

.fb-rules { list-style: none; margin: 0; padding: 0; display: grid; gap: .9rem; }
.fb-rule { border-radius: .4rem; padding: .35rem .6rem; margin-left: -.6rem; break-inside: avoid; scroll-margin-top: 1rem; }
.fb-rule p { margin: .1rem 0; } .fb-rule-id { color: var(--fb-quiet); font-size: .82rem; margin-left: .6rem; }
.fb-rule-equation { overflow-x: auto; overflow-y: hidden; padding: .2rem 0; }
.fb-rule-where, .fb-rule-source { color: var(--fb-quiet); font-size: .88rem; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .92em; }
@media (max-width: 48rem) { .fb-plot { grid-template-columns: minmax(0, 1fr); } }
`;

/** A document round the parts. */
export const PAGE_STYLE = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--fb-paper); color: var(--fb-ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
a { color: var(--fb-accent); }
:focus-visible { outline: 2px solid var(--fb-accent); outline-offset: 2px; border-radius: .2rem; }
.fb-page { max-width: 76rem; margin: 0 auto; padding: 1.6rem 1.6rem 4rem; }
.fb-skip { position: absolute; left: -99rem; } .fb-skip:focus { left: 1rem; top: .5rem; background: var(--fb-paper); padding: .3rem .6rem; z-index: 1; }
.fb-bar { display: flex; gap: .8rem; align-items: baseline; color: var(--fb-quiet); font-size: .88rem; margin-bottom: 1.6rem; }
.fb-bar strong { color: var(--fb-ink); font-weight: 650; letter-spacing: .01em; }
.fb-bar .fb-theme { margin-left: auto; }
.fb-theme { font: inherit; color: inherit; background: none; border: 1px solid var(--fb-line); border-radius: .35rem; padding: .15rem .6rem; cursor: pointer; }
.fb-theme:hover { color: var(--fb-accent); border-color: var(--fb-accent); }
.fb-page h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .4rem; font-weight: 650; }
.fb-page h2 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .4rem; font-weight: 650; }
.fb-page h3.fb-part-title { font-size: 1.12rem; font-weight: 650; margin: 2.4rem 0 .6rem; padding-top: .9rem; border-top: 1px solid var(--fb-line); }
.fb-page .fb-part > h2 { font-size: 1.12rem; margin: 2.4rem 0 .6rem; padding-top: .9rem; border-top: 1px solid var(--fb-line); }
footer.fb-bar { margin: 2.8rem 0 0; }
.fb-contents { margin: 0 0 2.4rem; padding: 0; list-style: none; display: grid; gap: .3rem; }
.fb-contents .fb-ok, .fb-contents .fb-failed, .fb-contents .fb-unchecked { display: inline-block; width: 1.4em; }
.fb-problem + .fb-problem { margin-top: 4rem; padding-top: 2rem; border-top: 3px solid var(--fb-line); }
.fb-subtitle { color: var(--fb-quiet); margin: 0 0 .8rem; }
.fb-question { display: grid; gap: .5rem; margin: 1rem 0; }
.fb-question p { margin: 0; overflow-x: auto; overflow-y: hidden; }
.fb-trust { margin: .6rem 0 0; font-size: .95rem; }
.fb-how { color: var(--fb-quiet); font-size: .9rem; margin: 0 0 1rem; max-width: 62rem; }
.fb-actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: .9rem 0 0; }
.fb-actions .fb-copy { font-size: .85rem; padding: .2rem .7rem; }
.fb-source { background: var(--fb-raised); border-radius: .4rem; padding: .8rem 1rem; overflow-x: auto; font-size: .88rem; line-height: 1.45; }
.fb-remarks { color: var(--fb-quiet); font-size: .9rem; }
.fb-page .fb-derivation > .fb-title { font-size: 1.1rem; }
@media (max-width: 36rem) { .fb-page { padding: 1rem .9rem 3rem; } }
@media print {
  .fb-page { max-width: none; padding: 0; } .fb-theme, .fb-actions, .fb-skip { display: none; }
  body { font-size: 10.5pt; } a { color: inherit; text-decoration: none; }
  .fb-graph-picture { min-width: 0 !important; } .fb-scroll { overflow: visible; }
  .fb-problem + .fb-problem { break-before: page; }
}
`;
