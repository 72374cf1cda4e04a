import { get } from '../api.js';
import { h, list, text } from '../dom.js';
import { alarmItem } from '../parts/alarm-item.js';
import { empty } from '../parts/states.js';

/** Alarms that are not over, or all of them. */
export function alarms(parent, plant) {
  let all = false, shown = [];
  const said = h('p.soft.lede', { role: 'status' });
  const open = h('button.filter', { type: 'button', 'aria-pressed': 'true' }, 'Open'), every = h('button.filter', { type: 'button', 'aria-pressed': 'false' }, 'All');
  const items = h('ul.log.alarms', { 'aria-label': 'Alarms' }), nothing = h('div');
  const csv = h('a.button', { href: '/api/v1/labels?format=csv', download: 'labels.csv' }, 'Labels as CSV');
  const pick = value => () => {
    all = value;
    open.setAttribute('aria-pressed', String(!all));
    every.setAttribute('aria-pressed', String(all));
    refresh();
  };
  open.addEventListener('click', pick(false));
  every.addEventListener('click', pick(true));
  const rights = h('p.note', {});
  parent.replaceChildren(
    h('div.title', {}, h('h1', { tabindex: -1 }, 'Alarms'), said),
    h('div.toolbar', { role: 'group', 'aria-label': 'Which alarms' }, open, every, h('span.grow'), csv), rights, items, nothing);

  async function refresh() {
    shown = all ? await get('alarms?limit=200') : plant.alarms;
    show();
  }

  function show() {
    rights.hidden = plant.isTechnician;
    text(rights, 'You are looking with a viewer’s key: acknowledging, shelving and verdicts take a technician’s.');
    const unseen = plant.alarms.filter(alarm => ['unacknowledged', 'returned', 'latchedUnacknowledged'].includes(alarm.state)).length;
    text(said, plant.alarms.length ? `${plant.alarms.length} open, ${unseen} not acknowledged` : 'None is open');
    const focused = document.activeElement?.closest?.('li.alarm')?.dataset.key?.split(' ')[0];
    list(items, shown, alarm => `${alarm.id} ${JSON.stringify(alarm)} ${plant.isTechnician}`, alarm => alarmItem(alarm, plant));
    if (focused && document.activeElement === document.body) [...items.children].find(item => item.dataset.key.startsWith(`${focused} `))?.querySelector('button, a')?.focus();
    items.hidden = !shown.length;
    nothing.replaceChildren(...(shown.length ? [] : [empty(all ? 'No alarm has been raised' : 'No alarm is open', 'An alarm is raised when a machine’s state becomes alarm; a warning is shown with the machine.')]));
  }

  refresh();
  return { on: { alarms: () => refresh().catch(() => {}) }, close: () => {} };
}
