import { h, svg } from './dom.js';

// A state is a colour, a shape and a word, never a colour alone.
const SHAPES = {
  normal: [['path', { d: 'M3 8.5l3.4 3.4L13 5', fill: 'none', stroke: 'currentColor', 'stroke-width': 2.4, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }]],
  warning: [['path', { d: 'M8 1.6L15 14H1z', fill: 'currentColor' }], ['path', { d: 'M8 6v4M8 11.6v.9', stroke: 'var(--state-bg)', 'stroke-width': 1.7 }]],
  alarm: [['path', { d: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z', fill: 'currentColor' }], ['path', { d: 'M8 4v5M8 10.6v1.6', stroke: 'var(--state-bg)', 'stroke-width': 1.9 }]],
  unknown: [['circle', { cx: 8, cy: 8, r: 5.5, fill: 'none', stroke: 'currentColor', 'stroke-width': 2, 'stroke-dasharray': '3 2.4' }]],
};

const WORDS = { normal: 'Normal', warning: 'Warning', alarm: 'Alarm', unknown: 'Not known' };

export const stateWord = state => WORDS[state] ?? state;

/** A machine's state in words; of an unknown one, why. */
export const machineWord = machine => (machine.state !== 'unknown' ? stateWord(machine.state) : !machine.windows ? 'No reading yet' : machine.silentS !== null ? 'No data' : stateWord('unknown'));

export function badge(state, words) {
  const element = h('span.badge');
  setBadge(element, state, words);
  return element;
}

export function setBadge(element, state, words = stateWord(state)) {
  if (element.dataset.state === state && element.textContent === words) return;
  element.dataset.state = state;
  const icon = svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, ...(SHAPES[state] ?? SHAPES.unknown).map(([tag, attributes]) => svg(tag, attributes)));
  element.replaceChildren(icon, words);
}

const RADIUS = 50, SPAN = 0.75, LENGTH = 2 * Math.PI * RADIUS;

/** A three-quarter dial with the number inside. */
export function dial() {
  const arc = name => svg('circle', {
    class: name, cx: 59, cy: 59, r: RADIUS, fill: 'none', 'stroke-width': 9, 'stroke-linecap': 'round',
    'stroke-dasharray': `${LENGTH * SPAN} ${LENGTH}`, transform: 'rotate(135 59 59)',
  });
  const value = arc('value');
  const figure = h('b', {}, '–'), what = h('span', {}, 'health');
  const element = h('div.dial', { role: 'img' }, svg('svg', { viewBox: '0 0 118 118', 'aria-hidden': 'true' }, arc('track'), value), h('div.figure', {}, figure, what));
  return {
    element,
    /** health null: nobody knows it now; last, or null: what it was when somebody did. */
    set(health, last) {
      const known = health !== null;
      const part = known ? Math.min(1, Math.max(0, health / 100)) : 0;
      value.setAttribute('stroke-dasharray', `${LENGTH * SPAN * part} ${LENGTH}`);
      value.style.visibility = part > 0.005 ? '' : 'hidden';
      figure.textContent = known ? String(Math.round(health)) : '–';
      what.textContent = known || last === null ? 'health' : `was ${Math.round(last)}`;
      element.setAttribute('aria-label', known ? `health ${Math.round(health)} of 100` : last === null ? 'health not known yet' : `health not known, it was ${Math.round(last)} of 100`);
    },
  };
}
