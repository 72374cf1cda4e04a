import { h, list, text } from '../dom.js';
import { number } from '../format.js';
import { get } from '../api.js';
import { cards } from '../parts/cards.js';
import { roving } from '../parts/roving.js';
import { empty } from '../parts/states.js';
import { placeOf } from '../plant.js';
import { badge } from '../state.js';

const STATES = ['alarm', 'warning', 'unknown', 'normal'];
const TALLY = [['committed', 'readings kept'], ['rate', 'readings a second'], ['missing', 'missing'], ['boards', 'boards']];

/** All machines, what needs attention first; by state, by place and by name. */
export function fleet(parent, plant) {
  const wanted = { states: new Set(), place: '', name: '' };
  const chips = STATES.map(state => {
    const count = h('b'), noun = h('span.unseen'), button = h('button.filter', { type: 'button', 'aria-pressed': 'false' }, badge(state), ' ', count, ' ', noun);
    button.addEventListener('click', () => {
      wanted.states.has(state) ? wanted.states.delete(state) : wanted.states.add(state);
      button.setAttribute('aria-pressed', String(wanted.states.has(state)));
      show();
    });
    return { state, count, noun, button };
  });
  const place = h('select', { 'aria-label': 'Place' });
  const name = h('input', { type: 'search', placeholder: 'Find a machine', 'aria-label': 'Find a machine', autocomplete: 'off' });
  place.addEventListener('change', () => { wanted.place = place.value; show(); });
  name.addEventListener('input', () => { wanted.name = name.value.trim().toLowerCase(); show(); });
  const said = h('p.soft.lede', { role: 'status' });
  const untrusted = h('p.panel.untrusted', { role: 'status', hidden: true });
  const grid = h('ul.cards', { 'aria-label': 'Machines' });
  const nothing = h('div');
  const figures = new Map(TALLY.map(([key]) => [key, h('dd', {}, '–')]));
  const opinion = h('span'), second = h('p.soft.small', {}, opinion, h('a.inline', { href: '#/models' }, 'Models of this gateway'));
  parent.replaceChildren(
    h('div.title', {}, h('h1', { tabindex: -1 }, 'Fleet'), said),
    h('div.toolbar', { role: 'group', 'aria-label': 'Filter' }, ...chips.map(chip => chip.button), place, name),
    untrusted, grid, nothing,
    h('section.panel.quietly', { 'aria-label': 'Readings' }, h('dl.tally', {}, ...TALLY.map(([key, words]) => h('div', {}, h('dt', {}, words), figures.get(key)))), second));
  const showCards = cards(grid);
  const settle = roving(grid, 'a.card');

  function show() {
    const machines = plant.sorted;
    const places = [...new Set(machines.flatMap(machine => {
      const parts = placeOf(machine).split('/').filter(Boolean);
      return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
    }))].sort();
    place.hidden = !places.length;
    list(place, ['', ...places], key => `place:${key}`, key => h('option', { value: key }, key ? '\u2003'.repeat(key.split('/').length - 1) + key.split('/').pop() : 'Everywhere'));
    const here = machines.filter(machine => (!wanted.place || `${placeOf(machine)}/`.startsWith(`${wanted.place}/`)) && (!wanted.name || `${machine.name} ${machine.id} ${machine.kind}`.toLowerCase().includes(wanted.name)));
    for (const { state, count, noun, button } of chips) {
      const n = here.filter(machine => machine.state === state).length;
      text(count, n);
      button.hidden = n === 0 && !wanted.states.has(state);
      text(noun, n === 1 ? 'machine' : 'machines');
    }
    const shown = here.filter(machine => !wanted.states.size || wanted.states.has(machine.state));
    showCards(shown);
    settle();
    const deaf = here.filter(machine => machine.notice);
    untrusted.hidden = !deaf.length;
    text(untrusted, !deaf.length ? '' : `${deaf[0].notice}${deaf.length > 1 ? `, and so ${deaf.length - 1} more ${deaf.length === 2 ? 'machine' : 'machines'}` : ''}. Enrol the boards (aiot-gateway device claim), or let unattested ones count: fusion: {unattested: count} in the assets file.`);
    const needs = here.filter(machine => machine.state === 'alarm' || machine.state === 'warning').length;
    text(said, !machines.length ? '' : needs ? `${needs} of ${here.length} ${here.length === 1 ? 'machine' : 'machines'} ${needs === 1 ? 'needs' : 'need'} attention` : `${here.length} ${here.length === 1 ? 'machine' : 'machines'}, none needs attention`);
    nothing.replaceChildren(...(shown.length ? [] : [machines.length ? empty('No machine matches', 'Take a filter off to see the others.') : empty('No machine yet', 'The assets file names machines and their sensors.')]));
  }

  let last = null;
  async function tally() {
    const [stats, boards] = await Promise.all([get('stats'), get('devices')]);
    const now = performance.now();
    text(figures.get('committed'), number(stats.committed));
    text(figures.get('missing'), number(stats.missing));
    text(figures.get('boards'), number(boards.length));
    if (last) text(figures.get('rate'), number(Math.max(0, stats.committed - last.committed) / ((now - last.now) / 1000), 1));
    last = { committed: stats.committed, now };
    const model = stats.ensemble;
    const [name, version] = model.id.split(' ');
    text(opinion, model.state === 'none' ? 'No model of the gateway’s own counts: the boards’ scores stand alone. '
      : model.state !== 'ok' ? `The gateway’s model ${name} ${version} is switched off (${model.state}): ${model.reason}. The boards’ scores stand alone. `
        : model.runs ? `Second opinion by the gateway’s model ${name} ${version}, ${number(model.meanMs, 2)} ms a window. ` : `Second opinion by the gateway’s model ${name} ${version}, which has not scored yet. `);
  }

  show();
  tally().catch(() => {});
  const timer = setInterval(() => { if (!document.hidden) tally().catch(() => {}); }, 2000);
  return { on: { machine: show, machines: show, tick: show }, close: () => clearInterval(timer) };
}
