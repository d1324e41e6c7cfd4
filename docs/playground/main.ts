/**
 * The page: editor on one side, the answer on the other, kept together. It starts the worker, shows what it sends, keeps
 * the address up to date, and does no mathematics.
 */

import { makeEditor } from './editor.js';
import { startEngine } from './engine.js';
import { EXAMPLES } from './examples.js';
import type { Answer, PanelName } from './protocol.js';
import { fromHash, toHash } from './share.js';
import { makeTabs } from './tabs.js';
import { TARGETS } from './targets.js';
import { followTheme } from './theme.js';

const byId = <T extends HTMLElement = HTMLElement>(id: string): T => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found as T;
};

/** Milliseconds of rest after which a text is derived, and of work after which the page says so. */
const REST = 120;
const PATIENCE = 200;

const detail = byId<HTMLSelectElement>('detail');
const target = byId<HTMLSelectElement>('target');
const error = byId('error');
const stale = byId('stale');
const working = byId('working');
const panels = (name: string): HTMLElement => byId(`panel-${name}`);

followTheme(byId<HTMLButtonElement>('theme'));

/** Panels that show the current text. */
const fresh = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
/** Whether the text has changed since it was last sent: an answer that comes now is to an earlier one. */
let edited = false;

const engine = startEngine((answer) => receive(answer));
const tabs = makeTabs(byId('result'), (name) => {
  byId('detail-pick').hidden = name !== 'derivation';
  byId('target-pick').hidden = name !== 'code';
  wantPanel(name);
  remember();
});

const editor = makeEditor(byId('editor'), '', () => {
  edited = true;
  document.body.dataset.checked = 'false';
  clearTimeout(timer);
  timer = setTimeout(submit, REST);
});

function submit(): void {
  edited = false;
  fresh.clear();
  if (editor.text().trim() === '') {
    showNothing();
    return;
  }
  stale.hidden = panels('derivation').childElementCount === 0;
  engine.derive({ source: editor.text(), detail: detail.value as 'normal' });
  remember();
}

/** An empty text asks for nothing: no answer, and no error. */
function showNothing(): void {
  engine.stop();
  showError(undefined);
  showRemarks([]);
  stale.hidden = true;
  for (const panel of document.querySelectorAll('[role=tabpanel]')) panel.replaceChildren();
  void remember();
}

function wantPanel(name: string): void {
  if (name === 'derivation' || fresh.has(name) || !fresh.has('checked')) return;
  engine.panel({ panel: name as PanelName, target: target.value });
}

function receive(answer: Answer): void {
  switch (answer.kind) {
    case 'hello':
      editor.complete(answer.completions);
      return;
    case 'derived': {
      showError(undefined);
      stale.hidden = !edited;
      showRemarks(answer.remarks);
      keepPlace(panels('derivation'), answer.html + rulesSection(answer.rules));
      document.body.dataset.checked = String(answer.checked && !edited);
      document.body.dataset.time = answer.time.toFixed(1);
      if (answer.checked) {
        fresh.add('derivation').add('checked');
        wantPanel(tabs.current());
      }
      return;
    }
    case 'panel':
      fresh.add(answer.panel);
      keepPlace(panels(answer.panel), answer.html);
      return;
    case 'error':
      showError(answer);
      return;
    case 'done':
      return;
    default:
      answer satisfies never;
  }
}

const rulesSection = (rules: string): string =>
  rules === ''
    ? ''
    : `<details class="rules" id="rules"><summary>The rules used, each with its check</summary>${rules}</details>`;

/** New content where the reader was: what was unfolded stays unfolded. */
function keepPlace(panel: HTMLElement, html: string): void {
  const open = new Set([...panel.querySelectorAll('details[open]')].map((d) => d.closest('[id]')?.id));
  panel.innerHTML = html;
  for (const d of panel.querySelectorAll('details')) if (open.has(d.closest('[id]')?.id)) d.open = true;
  for (const button of panel.querySelectorAll<HTMLButtonElement>('.fb-copy')) button.hidden = false;
  // what scrolls can be reached by keyboard
  for (const box of panel.querySelectorAll<HTMLElement>('.fb-right, .fb-gives, .fb-rule-equation, .fb-scroll-inline'))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}

function showError(answer: (Answer & { kind: 'error' }) | undefined): void {
  error.hidden = answer === undefined;
  if (!answer) {
    editor.underline();
    return;
  }
  // remarks are on a text that was read
  showRemarks([]);
  const { message, hint, span, line, column } = answer;
  const place = line === undefined ? '' : `Line ${line}, column ${column}: `;
  error.textContent = `${place}${message}${hint === undefined ? '' : `. ${hint}`}`;
  stale.hidden = panels('derivation').childElementCount === 0;
  if (span)
    editor.underline({
      from: span.start,
      to: Math.max(span.end, span.start + 1),
      message: hint === undefined ? message : `${message}. ${hint}`,
    });
}

function showRemarks(remarks: readonly string[]): void {
  const list = byId('remarks');
  list.hidden = remarks.length === 0;
  list.replaceChildren(
    ...remarks.map((text) => {
      const item = document.createElement('li');
      item.textContent = text;
      return item;
    }),
  );
}

setInterval(() => {
  const since = engine.busySince();
  working.hidden = since === undefined || performance.now() - since < PATIENCE;
}, 100);
byId('stop').addEventListener('click', () => {
  engine.stop();
  working.hidden = true;
  showError({ kind: 'error', id: 0, message: 'Stopped. It goes on when the text is changed.' });
});

// ——— the address ———

let lastHash = '';

async function remember(): Promise<void> {
  const hash = await toHash({ source: editor.text(), tab: tabs.current(), detail: detail.value });
  lastHash = hash;
  history.replaceState(null, '', hash);
}

async function restore(): Promise<boolean> {
  try {
    const shared = await fromHash(location.hash);
    if (!shared) return false;
    if ([...detail.options].some(({ value }) => value === shared.detail)) detail.value = shared.detail ?? 'normal';
    if (shared.tab !== undefined) tabs.choose(shared.tab);
    editor.replace(shared.source);
    return true;
  } catch (problem) {
    showError({
      kind: 'error',
      id: 0,
      message: `From the address: ${problem instanceof Error ? problem.message : String(problem)}`,
    });
    return false;
  }
}

addEventListener('hashchange', () => {
  // a link within the page (a rule, a line) leads there and is no problem to load
  const inPage = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (inPage) {
    for (let at: Element | null = inPage; at; at = at.parentElement)
      if (at instanceof HTMLDetailsElement) at.open = true;
    inPage.scrollIntoView();
    history.replaceState(null, '', lastHash);
  } else if (location.hash !== lastHash) void restore();
});

// ——— controls ———

const picker = byId<HTMLSelectElement>('example');
picker.append(new Option('Examples …', ''));
for (const { id, name } of TARGETS) target.append(new Option(name, id));
for (const group of new Set(EXAMPLES.map((example) => example.group))) {
  const options = document.createElement('optgroup');
  options.label = group;
  for (const example of EXAMPLES)
    if (example.group === group) options.append(new Option(example.title, example.source));
  picker.append(options);
}
picker.addEventListener('change', () => {
  if (picker.value !== '') editor.replace(picker.value);
  picker.value = '';
});
detail.addEventListener('change', submit);
target.addEventListener('change', () => {
  fresh.delete('code');
  wantPanel('code');
});
byId('link').addEventListener('click', async ({ currentTarget }) => {
  const button = currentTarget as HTMLButtonElement;
  await remember();
  await copy(location.href, button);
});
document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('.fb-copy') : null;
  if (button) void copy(button.dataset.copy ?? '', button);
});

async function copy(text: string, button: HTMLButtonElement): Promise<void> {
  const label = [...button.childNodes];
  button.style.minWidth = `${button.offsetWidth}px`;
  const done = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  button.textContent = done ? 'Copied' : 'Not copied';
  setTimeout(() => button.replaceChildren(...label), 1200);
}

if (!(await restore())) editor.replace(EXAMPLES[0]?.source ?? '');
if ('serviceWorker' in navigator) void navigator.serviceWorker.register(new URL('service-worker.js', import.meta.url));
