/**
 * The editor: CodeMirror with our language, completion and the error underlined at its place. It tells when the text
 * changes and knows nothing of derivations. Tab moves on, as everywhere on the page.
 */
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import type { Diagnostic } from '@codemirror/lint';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { frobenius } from './language.js';
import type { Completion } from './protocol.js';

export interface Editor {
  text(): string;
  /** Puts another text in, as one change that can be undone. */
  replace(text: string): void;
  complete(completions: readonly Completion[]): void;
  /** Underlines a place with a message; nothing, to take it away. */
  underline(error?: { readonly from: number; readonly to: number; readonly message: string }): void;
  focus(): void;
}

const look = EditorView.theme({
  '&': { color: 'var(--fb-ink)', backgroundColor: 'var(--fb-paper)', fontSize: '14.5px', height: '100%' },
  '.cm-content': {
    fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    caretColor: 'var(--fb-accent)',
    padding: '.6rem 0',
  },
  '.cm-cursor': { borderLeftColor: 'var(--fb-accent)' },
  '.cm-gutters': { backgroundColor: 'var(--fb-paper)', color: 'var(--fb-quiet)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--fb-raised)' },
  // a frame above the line numbers, which would cover an outline's left side
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused::after': {
    content: '""',
    position: 'absolute',
    inset: '0',
    border: '2px solid var(--fb-accent)',
    pointerEvents: 'none',
    zIndex: '300',
  },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--fb-accent-soft) !important',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--fb-raised)',
    color: 'var(--fb-ink)',
    border: '1px solid var(--fb-line)',
    borderRadius: '.35rem',
    maxWidth: 'min(34rem, 90vw)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--fb-accent)', color: 'var(--fb-paper)' },
  '.cm-completionDetail': { color: 'inherit', opacity: '.8', fontStyle: 'normal', marginLeft: '1em' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--fb-bad)',
    textUnderlineOffset: '.2em',
  },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--fb-bad)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--fb-bad)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--fb-new-soft) !important' },
});

export function makeEditor(parent: HTMLElement, text: string, changed: () => void): Editor {
  let known: readonly Completion[] = [];
  const source = (context: CompletionContext): CompletionResult | null => complete(context, known);
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        frobenius(),
        autocompletion({ override: [source], icons: false }),
        keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          'aria-label': 'Problem',
          'aria-describedby': 'editor-hint',
          spellcheck: 'false',
          autocapitalize: 'off',
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed();
        }),
        look,
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    replace: (next) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next }, selection: { anchor: 0 } }),
    complete: (completions) => {
      known = completions;
    },
    underline: (error) => {
      const length = view.state.doc.length;
      const diagnostics: Diagnostic[] = error
        ? [
            {
              from: Math.min(error.from, length),
              to: Math.min(Math.max(error.to, error.from), length),
              message: error.message,
              severity: 'error',
            },
          ]
        : [];
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    focus: () => view.focus(),
  };
}

const WORD = /[\p{L}][\p{L}\p{N}_]*$/u;

/** What the language knows, and the names that stand in the text. */
function complete(context: CompletionContext, known: readonly Completion[]): CompletionResult | null {
  const word = context.matchBefore(WORD);
  if (!word && !context.explicit) return null;
  const before = context.state.sliceDoc(context.state.doc.lineAt(context.pos).from, word?.from ?? context.pos);
  if (/[#%]/.test(before)) return null;
  const names = new Map<string, string>();
  const text = context.state.doc.toString();
  for (const [, role, list = '', shape = ''] of text.matchAll(/^\s*(param|data)\s+([^:#\n]+):([^#;\n]*)/gm)) {
    for (const name of list.matchAll(/[\p{L}][\p{L}\p{N}_]*(?=\[|\s*,|\s*$)/gu))
      names.set(name[0], `${role}, ${shape.trim()}`);
  }
  for (const [, name = ''] of text.matchAll(/^\s*(?:let\s+)?([\p{L}][\p{L}\p{N}_]*)(?:\[[^\]]*\])?\s*=/gmu))
    if (!names.has(name)) names.set(name, 'defined here');
  if (word) names.delete(word.text);
  return {
    from: word?.from ?? context.pos,
    validFor: /^[\p{L}][\p{L}\p{N}_]*$/u,
    options: [
      ...[...names].map(([label, detail]) => ({ label, detail, type: 'variable', boost: 10 })),
      ...known.map(({ label, detail, type }) => ({ label, detail, type, boost: type === 'property' ? -5 : 0 })),
    ],
  };
}
