/**
 * The style sheet of fragments and pages: colours by theme, the layout of lines, and how they look on a phone and in
 * print. KaTeX's own sheet is not part of it.
 *
 * Colour never speaks alone: what changes is also underlined, a verdict has its sign. Text has a contrast of at least
 * 4.5 to 1 in both themes.
 */

const LIGHT = `
  color-scheme: light;
  --fb-paper: #ffffff; --fb-raised: #f6f7f8; --fb-ink: #1c2126; --fb-quiet: #57606a; --fb-line: #dfe3e8;
  --fb-accent: #0b5cad; --fb-accent-soft: #eaf2fb;
  --fb-new: #0a6b45; --fb-new-soft: #e3f4ea; --fb-old: #8f4a00; --fb-old-soft: #fdf0dd;
  --fb-good: #0a6b45; --fb-bad: #b3261e; --fb-open: #8f4a00;`;

const DARK = `
  color-scheme: dark;
  --fb-paper: #15181c; --fb-raised: #1d2126; --fb-ink: #e8e6e1; --fb-quiet: #a4adb7; --fb-line: #343a42;
  --fb-accent: #82b7f2; --fb-accent-soft: #1b2a3b;
  --fb-new: #74d6a9; --fb-new-soft: #133327; --fb-old: #f2b877; --fb-old-soft: #3a2a14;
  --fb-good: #74d6a9; --fb-bad: #ff8a80; --fb-open: #f2b877;`;

/** Colours as custom properties: the system's theme, or what data-theme on the root says. */
export const THEME = `
:root {${LIGHT}
}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${DARK}
} }
:root[data-theme="dark"] {${DARK}
}
@media print { :root, :root[data-theme="dark"], :root:not([data-theme="light"]) {${LIGHT}
} }`;

const LINES = `
.fb-derivation, .fb-results, .fb-part { color: var(--fb-ink); line-height: 1.5; }
.fb-derivation .katex, .fb-results .katex, .fb-part .katex { font-size: 1.08em; }
.fb-unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.fb-title { font-size: 1.25rem; font-weight: 650; margin: 0 0 .6rem; }
.fb-heading { font-size: 1rem; font-weight: 650; margin: 1.8rem 0 .3rem; }
.fb-note, .fb-conditions { color: var(--fb-quiet); margin: .2rem 0 .5rem; font-size: .92rem; }
.fb-givens { margin: 0 0 1rem; display: grid; gap: .25rem; font-size: .95rem; }
.fb-givens > div { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; align-items: baseline; }
.fb-givens dt { flex: 0 0 5.2rem; color: var(--fb-quiet); font-size: .85rem; }
.fb-givens dd { margin: 0; }

.fb-lines { list-style: none; margin: 0; padding: 0; display: grid; column-gap: .55rem;
  grid-template-columns: max-content max-content fit-content(44rem) fit-content(20rem) 4.6rem; }
.fb-of-definitions .fb-lines { grid-template-columns: max-content max-content fit-content(28rem) fit-content(40rem) max-content 4.6rem; }
.fb-line { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: baseline;
  padding: .22rem 0; position: relative; border-radius: .3rem; }
.fb-line:hover { background: var(--fb-raised); }
.fb-line:target, .fb-rule:target { background: var(--fb-accent-soft); }
.fb-left { justify-self: end; white-space: nowrap; padding-left: .4rem; }
.fb-of-definitions .fb-left, .fb-of-results .fb-left { justify-self: start; }
.fb-right, .fb-gives { min-width: 0; max-width: 100%; overflow-x: auto; overflow-y: hidden; padding: .15em 0; }
/* what scrolls fades at its edge, so that it is seen to go on */
.fb-right[tabindex], .fb-gives[tabindex] { padding-right: 1.8rem; mask-image: linear-gradient(to left, transparent, #000 1.8rem); }
.fb-gives { display: flex; gap: .55rem; align-items: baseline; }
.fb-arrow { color: var(--fb-quiet); }
.fb-shape, .fb-range, .fb-said { color: var(--fb-quiet); font-size: .86em; margin-left: .9em; white-space: nowrap; }
.fb-said { margin-left: 0; white-space: normal; }
.fb-why { color: var(--fb-quiet); font-size: .88rem; padding-left: .6rem; min-width: 0; }
/* an underline would leave formulas out, which are blocks of their own */
.fb-why a, .fb-number a { color: inherit; text-decoration: none; border-bottom: 1px dotted currentColor; }
.fb-why a:hover, .fb-why a:focus-visible { color: var(--fb-accent); border-bottom-style: solid; }
.fb-number { color: var(--fb-quiet); font-size: .88rem; padding-left: .8rem; }
.fb-definition .fb-gives { grid-column: 4; }
.fb-definition .fb-number { grid-column: 5; }

.fb-new { color: var(--fb-new); background: var(--fb-new-soft); border-radius: .2em; box-shadow: inset 0 -.09em var(--fb-new); }
.fb-old { color: var(--fb-old); background: var(--fb-old-soft); border-radius: .2em; }
.fb-old .fb-new { color: inherit; background: none; box-shadow: inset 0 -.09em var(--fb-new); }

.fb-steps { grid-column: 1 / -1; min-width: 0; }
.fb-steps > summary { position: absolute; top: .42rem; right: 2.9rem; min-width: 1.5rem; min-height: 1.5rem; cursor: pointer;
  list-style: none; text-align: center; border-radius: .25rem; }
.fb-steps > summary::-webkit-details-marker { display: none; }
.fb-verdict { font-size: .9rem; }
.fb-verdict::after { content: "▸"; font-size: .7em; color: var(--fb-quiet); margin-left: .25em; display: inline-block; }
.fb-steps[open] .fb-verdict::after { transform: rotate(90deg); }
.fb-ok { color: var(--fb-good); } .fb-failed { color: var(--fb-bad); font-weight: 650; }
.fb-unchecked { color: var(--fb-open); } .fb-none { color: var(--fb-quiet); }
.fb-substeps { margin: .35rem 0 .6rem 1.2rem; padding: .4rem .8rem; border-left: 2px solid var(--fb-line); list-style: none;
  font-size: .9rem; display: grid; gap: .35rem; }
.fb-substeps li { display: grid; grid-template-columns: minmax(0, 1fr) minmax(9rem, 22rem); gap: .3rem 1rem; align-items: baseline; }
.fb-evidence { display: block; font-size: .82rem; }
.fb-closing { color: var(--fb-quiet); font-size: .9rem; margin: 1.2rem 0 0; }
.fb-closing.fb-failed { color: var(--fb-bad); }

.fb-verdict-line { margin: 0 0 1rem; }
.fb-verdict-line.fb-failed .fb-said { font-weight: normal; }
.fb-judged .fb-lines { grid-template-columns: 1.6rem max-content max-content fit-content(44rem) minmax(9rem, 1fr) 2.4rem; }
.fb-judged .fb-line { padding: .3rem .2rem; }
.fb-judged .fb-mark { font-weight: 650; text-align: center; }
.fb-judged .fb-is-wrong { background: color-mix(in srgb, var(--fb-bad) 7%, transparent); box-shadow: inset 3px 0 var(--fb-bad); border-radius: 0 .3rem .3rem 0; }
.fb-judged .fb-is-doubtful { box-shadow: inset 3px 0 var(--fb-open); border-radius: 0 .3rem .3rem 0; }
.fb-written { grid-column: 2 / 6; white-space: normal; overflow-wrap: anywhere; }
.fb-notes { grid-column: 2 / -1; padding: .2rem 0 .4rem .4rem; font-size: .94rem; }
.fb-notes p { margin: .15rem 0; }
.fb-note-meant, .fb-note-ours { color: var(--fb-good); }
.fb-note-wrong, .fb-note-place { color: var(--fb-bad); }
.fb-note-hint, .fb-note-remark, .fb-note-example { color: var(--fb-quiet); }
.fb-values { list-style: none; padding: 0; margin: .1rem 0; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; }

.fb-box { border: 1px solid var(--fb-accent); background: var(--fb-accent-soft); border-radius: .5rem; padding: .5rem .6rem; }
.fb-section + .fb-section { margin-top: 1.1rem; }
.fb-of-results .fb-line { padding: .4rem 0; }
.fb-box .fb-note { margin: .6rem .4rem .1rem; }
.fb-of-results .fb-line:hover { background: none; }

.fb-copy { position: absolute; top: .38rem; right: .1rem; font: inherit; font-size: .75rem; line-height: 1.4; padding: .1rem .4rem;
  color: var(--fb-quiet); background: var(--fb-paper); border: 1px solid var(--fb-line); border-radius: .3rem; cursor: pointer; opacity: 0; }
.fb-line:hover .fb-copy, .fb-copy:focus-visible, .fb-copy.fb-always { opacity: 1; }
.fb-copy.fb-always { position: static; }
.fb-copy:hover { color: var(--fb-accent); border-color: var(--fb-accent); }
@media (hover: none) { .fb-copy { opacity: 1; } }

@media (max-width: 62rem) {
  .fb-lines, .fb-of-definitions .fb-lines { grid-template-columns: max-content max-content minmax(0, 1fr) 4.6rem; }
  .fb-line { row-gap: .1rem; }
  .fb-why { grid-column: 3 / 5; grid-row: 2; padding-left: 0; }
  .fb-steps { grid-row: 3; }
  .fb-definition .fb-gives { grid-column: 1 / 5; grid-row: 2; padding-left: 1.2rem; }
  .fb-definition .fb-number { grid-column: 4; grid-row: 1; position: relative; right: 3.6rem; text-align: left; }
}
@media (max-width: 36rem) {
  .fb-lines, .fb-of-definitions .fb-lines { grid-template-columns: fit-content(70%) minmax(0, 1fr) 3rem; column-gap: .35rem; }
  .fb-left { grid-area: 1 / 1; justify-self: start; padding-left: 0; min-width: 0; max-width: 100%; overflow-x: auto; overflow-y: hidden; }
  .fb-line > .fb-equals { grid-area: 1 / 2; }
  .fb-right { grid-area: 2 / 1 / 3 / 4; padding-left: .9rem; }
  .fb-why { grid-area: 3 / 1 / 4 / 4; padding-left: .9rem; max-width: 100%; overflow-x: auto; overflow-y: hidden; }
  .fb-definition .fb-gives { grid-area: 3 / 1 / 4 / 4; padding-left: .9rem; }
  .fb-definition .fb-number { grid-area: 1 / 2; justify-self: end; right: 0; }
  .fb-steps { grid-row: 4; }
  .fb-steps > summary { right: .3rem; }
  .fb-line > .fb-copy { top: auto; bottom: .2rem; display: none; }
  .fb-shape, .fb-range { margin-left: .5em; }
  .fb-substeps { margin-left: 0; padding: .3rem .5rem; }
  .fb-substeps li { grid-template-columns: minmax(0, 1fr); }
  .fb-givens dt { flex-basis: 100%; }
}
@media (max-width: 62rem) {
  .fb-judged .fb-lines { grid-template-columns: 1.4rem max-content max-content minmax(0, 1fr) 2.2rem; }
  .fb-judged .fb-why { grid-column: 4 / 6; grid-row: auto; padding-left: 0; }
  .fb-judged .fb-number { grid-row: 1; grid-column: 5; }
}
@media (max-width: 36rem) {
  .fb-judged .fb-lines { grid-template-columns: 1.4rem max-content minmax(0, 1fr) 2rem; }
  .fb-judged .fb-left { grid-area: 1 / 2; }
  .fb-judged .fb-line > .fb-equals { grid-area: 1 / 3; }
  .fb-judged .fb-right, .fb-judged .fb-why, .fb-judged .fb-notes { grid-column: 2 / 5; grid-row: auto; }
  .fb-judged .fb-written { grid-column: 2 / 4; }
  .fb-judged .fb-number { grid-area: 1 / 4; }
}
@media print {
  .fb-copy, .fb-verdict::after { display: none; }
  .fb-line { break-inside: avoid; padding: .15rem 0; }
  .fb-heading, .fb-title { break-after: avoid; }
  .fb-right, .fb-gives { overflow: visible; }
  .fb-why a { border-bottom: 0; }
  .fb-right[tabindex], .fb-gives[tabindex] { mask-image: none; }
}`;

/** The style sheet of the fragments that toHtml makes. */
export const FRAGMENT_STYLE = `${THEME}\n${LINES}\n`;
