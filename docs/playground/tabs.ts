/** Tabs as the ARIA practices describe them: arrow keys move, Home and End go to the ends, one panel shows. */

export interface Tabs {
  current(): string;
  choose(name: string): void;
}

export function makeTabs(root: HTMLElement, changed: (name: string) => void): Tabs {
  const tabs = [...root.querySelectorAll<HTMLButtonElement>('[role=tab]')];
  const nameOf = (tab: HTMLButtonElement): string => tab.id.replace('tab-', '');
  let current = tabs[0] as HTMLButtonElement;
  const choose = (tab: HTMLButtonElement): void => {
    if (tab === current) return;
    current = tab;
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute('aria-selected', String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      const panel = document.getElementById(other.getAttribute('aria-controls') ?? '');
      if (panel) panel.hidden = !chosen;
    }
    changed(nameOf(tab));
  };
  for (const [i, tab] of tabs.entries()) {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', ({ key }) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[key];
      if (to === undefined) return;
      const next = tabs[(to + tabs.length) % tabs.length] as HTMLButtonElement;
      next.focus();
      choose(next);
    });
  }
  return {
    current: () => nameOf(current),
    choose: (name) => {
      const tab = tabs.find((t) => nameOf(t) === name);
      if (tab) choose(tab);
    },
  };
}
