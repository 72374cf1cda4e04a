/**
 * Arrow keys, Home and End walk over a list's members, of which one is a tab stop (WAI-ARIA, roving tabindex).
 * Members may come and go; call the returned function when they have.
 */
export function roving(parent, selector) {
  const members = () => [...parent.querySelectorAll(selector)];
  const settle = () => {
    const all = members();
    const current = all.find(member => member === document.activeElement) ?? all.find(member => member.tabIndex === 0) ?? all[0];
    for (const member of all) member.tabIndex = member === current ? 0 : -1;
  };
  parent.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!step || !event.target.matches(selector)) return;
    const all = members();
    const to = Math.min(all.length - 1, Math.max(0, all.indexOf(event.target) + step));
    event.preventDefault();
    for (const member of all) member.tabIndex = -1;
    all[to].tabIndex = 0;
    all[to].focus();
  });
  parent.addEventListener('focusin', settle);
  return settle;
}
