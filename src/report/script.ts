/**
 * What a page does where scripts run: buttons that copy, a choice of theme, unfolding what a link leads to. The page is
 * complete without it, and it asks the network for nothing.
 */
export const PAGE_SCRIPT = `
(() => {
  const copied = (button, text) => {
    const label = button.innerHTML;
    button.style.minWidth = button.offsetWidth + 'px';
    button.textContent = text;
    setTimeout(() => { button.innerHTML = label; }, 1200);
  };
  // the old way first: it asks nobody, and works from a file
  const copy = (text) => {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done ? Promise.resolve() : navigator.clipboard.writeText(text);
  };
  for (const button of document.querySelectorAll('.fb-copy')) button.hidden = false;
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.fb-copy');
    if (!button) return;
    copy(button.dataset.copy).then(() => copied(button, 'Copied'), () => copied(button, 'Not copied'));
    button.focus();
  });
  // what scrolls can be reached and scrolled by keyboard
  const reach = () => {
    for (const box of document.querySelectorAll('.fb-left, .fb-right, .fb-gives, .fb-why, .fb-rule-equation, .fb-question p, .fb-scroll-inline')) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    }
  };
  reach();
  addEventListener('resize', reach);
  document.fonts.ready.then(reach);
  const theme = document.querySelector('.fb-theme');
  const root = document.documentElement;
  const dark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const say = () => { theme.textContent = dark() ? 'Light' : 'Dark'; theme.setAttribute('aria-label', 'Use the ' + (dark() ? 'light' : 'dark') + ' theme'); };
  if (theme) {
    theme.hidden = false;
    say();
    theme.addEventListener('click', () => { root.dataset.theme = dark() ? 'light' : 'dark'; say(); });
  }
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  };
  addEventListener('hashchange', unfold);
  unfold();
})();
`;
