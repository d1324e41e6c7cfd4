/** The theme: as the system has it, light or dark, by a button that goes round. Remembered where that is allowed. */

const CHOICES = ['system', 'light', 'dark'] as const;
type Choice = (typeof CHOICES)[number];
const KEY = 'frobenius-theme';

/** Storage may be refused. */
const stored = (): string | null => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

export function followTheme(button: HTMLButtonElement): void {
  let choice: Choice = CHOICES.find((c) => c === stored()) ?? 'system';
  const show = (): void => {
    if (choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    button.textContent = { system: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' }[choice];
    button.setAttribute('aria-label', button.textContent);
  };
  button.addEventListener('click', () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] as Choice;
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // without storage the choice lasts as long as the page
    }
    show();
  });
  show();
}
