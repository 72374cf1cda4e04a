import { h, list, text } from '../dom.js';
import { number } from '../format.js';
import { placeOf, wordsOf } from '../plant.js';
import { badge, dial, machineWord, setBadge } from '../state.js';

/** The machines as cards. */
export function cards(parent) {
  const parts = new WeakMap();
  return machines => list(parent, machines, machine => machine.id, machine => {
    const gauge = dial();
    const state = badge(machine.state);
    const why = h('p.why'), velocity = h('b'), zone = h('b'), sensors = h('b');
    const link = h('a.card', { href: `#/machine/${machine.id}` },
      gauge.element,
      h('div.head', {}, h('div', {}, h('strong', {}, machine.name), h('span.soft', {}, [placeOf(machine), machine.kind, `${machine.criticality} criticality`].filter(Boolean).join(' · '))), state),
      h('div.facts', {}, h('span', {}, velocity, ' mm/s'), h('span', {}, 'zone ', zone), h('span', {}, sensors, machine.sensors.length === 1 ? ' sensor' : ' sensors')),
      why);
    const item = h('li', {}, link);
    parts.set(item, { link, gauge, state, why, velocity, zone, sensors });
    return item;
  }, (item, machine) => {
    const part = parts.get(item);
    part.link.dataset.state = machine.state;
    part.gauge.set(machine.health, machine.lastHealth);
    setBadge(part.state, machine.state, machineWord(machine));
    text(part.why, wordsOf(machine));
    text(part.velocity, number(machine.velocity, 1));
    text(part.zone, machine.zone ?? '–');
    text(part.sensors, machine.sensors.length);
  });
}
