import { h, list, text } from './dom.js';
import { number } from './format.js';
import { badge, dial, setBadge } from './state.js';

const RANK = { alarm: 0, warning: 1, unknown: 2, normal: 3 };
const WEIGHT = { high: 0, medium: 1, low: 2 };

/** Worst first, then what matters most. */
export const byUrgency = (a, b) => RANK[a.state] - RANK[b.state] || WEIGHT[a.criticality] - WEIGHT[b.criticality] || a.name.localeCompare(b.name);

export function cards(parent) {
  const parts = new WeakMap();
  return (machines, selected) => list(parent, machines, machine => machine.id, machine => {
    const gauge = dial();
    const state = badge(machine.state);
    const why = h('p.why'), velocity = h('b'), zone = h('b'), sensors = h('b');
    const card = h('a.card', { href: `#/machine/${machine.id}` },
      gauge.element,
      h('header', {}, h('div', {}, h('strong', {}, machine.name), h('span.soft', {}, `${machine.kind} · ${machine.criticality} criticality`)), state),
      h('div.facts', {}, h('span', {}, velocity, ' mm/s'), h('span', {}, 'zone ', zone), h('span', {}, sensors, machine.sensors.length === 1 ? ' sensor' : ' sensors')),
      why);
    parts.set(card, { gauge, state, why, velocity, zone, sensors });
    return card;
  }, (card, machine) => {
    const part = parts.get(card);
    card.dataset.state = machine.state;
    card.setAttribute('aria-current', String(machine.id === selected));
    part.gauge.set(machine.health, machine.windows > 0);
    setBadge(part.state, machine.state);
    text(part.why, machine.explanation);
    text(part.velocity, machine.windows ? number(machine.velocity, 1) : '–');
    text(part.zone, machine.windows ? machine.zone : '–');
    text(part.sensors, machine.sensors.length);
  });
}
