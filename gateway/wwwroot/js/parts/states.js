import { h } from '../dom.js';

/** What a view shows while there is nothing else to show. */
export const loading = what => h('p.panel.empty.loading', { role: 'status' }, `Loading ${what} …`);

export const empty = (title, ...words) => h('div.panel.blank', {}, h('strong', {}, title), h('p.soft', {}, ...words));

export function failed(error, again) {
  const button = h('button', { type: 'button' }, 'Try again');
  button.addEventListener('click', again);
  return h('div.panel.blank', { role: 'alert' }, h('strong', {}, 'This can’t be shown'), h('p.soft', {}, error.message), button);
}
