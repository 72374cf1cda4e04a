import { get } from '../api.js';
import { Chart, paintStates, paintZones } from '../charts/time-chart.js';
import { h, list, text } from '../dom.js';
import { clock, duration, faultName, number } from '../format.js';
import { alarmItem } from '../parts/alarm-item.js';
import { capturePanel } from '../parts/captures.js';
import { decisionList } from '../parts/decisions.js';
import { sensorPanel } from '../parts/sensor.js';
import { placeOf, wordsOf } from '../plant.js';
import { badge, dial, machineWord, setBadge } from '../state.js';

const KEEP = 900;
const STATES = ['unknown', 'normal', 'warning', 'alarm'];
const PARTS = [['fault', 'Bearing and faults'], ['vibration', 'Overall vibration'], ['drift', 'Drift from its usual level']];

/** One machine: what its health is made of, how it got there, what each sensor says. */
export async function machine(parent, plant, id) {
  const [answer, decisions] = await Promise.all([get(`machines/${id}`), get(`decisions?machine=${id}&limit=40`)]);
  const view = new MachineView(parent, plant, answer, decisions);
  const refresh = () => view.refresh().catch(() => {});
  return {
    title: answer.machine.name,
    on: {
      machine: ({ machine }) => { if (machine.id === id) view.update(machine); },
      machines: refresh,
      tick: () => view.update(plant.machines.get(id) ?? answer.machine),
      alarms: refresh,
      decision: decision => { if (decision.body.machine === id) refresh(); },
      capture: status => view.captures.tell(status),
    },
    close: () => view.close(),
  };
}

class MachineView {
  constructor(parent, plant, answer, decisions) {
    const machine = answer.machine;
    this.plant = plant;
    this.id = machine.id;
    this.trend = answer.trend;
    this.gauge = dial();
    this.state = badge(machine.state);
    this.why = h('p.why');
    this.since = h('span.soft');
    this.outlook = h('p.outlook');
    this.parts = PARTS.map(([key, name]) => {
      const value = h('b'), bar = h('i');
      return { key, value, bar, element: h('div.part', {}, h('div', {}, h('span', {}, name), value), h('div.bar', {}, bar)) };
    });
    const health = h('div.chart', { role: 'img' }), velocity = h('div.chart', { role: 'img' });
    this.healthBox = health;
    this.velocityBox = velocity;
    this.table = h('tbody');
    this.fused = h('div.scores');
    this.unfused = h('p.empty', { hidden: '' }, 'No sensor to judge by now.');
    this.fusedRows = new Map();
    this.alarms = h('ul.log', { 'aria-label': 'Alarms of this machine' });
    this.decisions = h('ul.log.tallest', { tabindex: 0, 'aria-label': 'Decisions' });
    this.sensors = machine.sensors.map(sensor => sensorPanel(sensor));
    this.captures = capturePanel(machine, plant);
    const key = (colour, name) => {
      const swatch = h('i');
      swatch.style.background = `var(${colour})`;
      return h('span', {}, swatch, name);
    };
    const place = [placeOf(machine), machine.kind, `${machine.criticality} criticality`].filter(Boolean).join(' · ');
    parent.replaceChildren(
      h('nav.crumbs', { 'aria-label': 'Breadcrumb' }, h('a', { href: '#/' }, 'Fleet'), h('span', { 'aria-current': 'page' }, machine.name)),
      h('div.grid', {},
        h('section.panel.hero', { 'aria-label': 'Health' }, this.gauge.element,
          h('div', {}, h('div.headline', {}, h('h1', { tabindex: -1 }, machine.name), this.state, this.since), h('p.soft.small', {}, place), this.why, this.outlook),
          h('div.parts', {}, ...this.parts.map(part => part.element))),
        h('section.panel.half', { 'aria-label': 'Health over time' }, h('header', {}, h('h2', {}, 'Health and fault evidence'), h('div.legend.end', {}, key('--accent', 'health'), key('--alarm', 'fault evidence, %'))), health),
        h('section.panel.half', { 'aria-label': 'Velocity over time' }, h('header', {}, h('h2', {}, 'Velocity RMS'), h('span.soft', {}, '10–1000 Hz, mm/s'),
          h('span.soft.end', { title: machine.iso.source }, `ISO zones ${machine.iso.ab} / ${machine.iso.bc} / ${machine.iso.cd}`)), velocity),
        h('details', {}, h('summary', {}, 'The trend as a table'), h('div.scroll.panel', { tabindex: 0, role: 'region', 'aria-label': 'Trend' }, h('table', {},
          h('thead', {}, h('tr', {}, ...['machine time', 'state', 'health', 'fault evidence', 'velocity, mm/s'].map((name, i) => h(i > 1 ? 'th.num' : 'th', { scope: 'col' }, name)))), this.table))),
        h('section.panel.half', { 'aria-label': 'Alarms' }, h('header', {}, h('h2', {}, 'Alarms')), this.alarms),
        h('section.panel.half', { 'aria-label': 'All sensors together' }, h('header', {}, h('h2', {}, 'What the sensors say together'), h('span.soft.end', {}, 'weighted by quality')), this.fused, this.unfused),
        ...this.sensors.map(sensor => sensor.element),
        h('div.half', {}, this.captures.element),
        h('section.panel.half', { 'aria-label': 'Decisions' }, h('header', {}, h('h2', {}, 'Decisions and why'), h('span.soft.end', {}, 'in a signed ledger')), this.decisions)));
    this.healthChart = new Chart(health, {
      series: [{ label: 'health', colour: '--accent', fill: '--accent-soft' }, { label: 'fault', colour: '--alarm' }], range: () => [0, 100], paint: paintStates(() => this.trend.state),
    });
    this.velocityChart = new Chart(velocity, {
      series: [{ label: 'velocity', colour: '--accent' }], digits: 1, range: data => [0, Math.max(machine.iso.bc * 1.15, 1.2 * Math.max(0, ...data[1]))], paint: paintZones(machine.iso),
    });
    this.showDecisions = decisionList(this.decisions);
    this.showLists(answer, decisions);
    this.update(plant.machines.get(machine.id) ?? machine);
    this.draw();
  }

  async refresh() {
    const [answer, decisions] = await Promise.all([get(`machines/${this.id}`), get(`decisions?machine=${this.id}&limit=40`)]);
    this.trend = answer.trend;
    this.draw();
    this.showLists(answer, decisions);
  }

  showLists(answer, decisions) {
    text(this.outlook, [...new Set((answer.outlook ?? []).filter(outlook => outlook.zone).map(outlook => outlook.words))].join(' '));
    this.showDecisions(decisions);
    const alarms = answer.alarms.slice(0, 12);
    if (alarms.length) list(this.alarms, alarms, alarm => JSON.stringify(alarm), alarm => alarmItem(alarm, this.plant, { withMachine: false }));
    else this.alarms.replaceChildren(h('li.empty', { 'data-key': 'none' }, 'No alarm has been raised.'));
  }

  update(machine) {
    const known = machine.health !== null;
    this.gauge.set(machine.health, machine.lastHealth);
    setBadge(this.state, machine.state, machineWord(machine));
    this.gauge.element.dataset.state = machine.state;
    text(this.why, wordsOf(machine));
    text(this.since, machine.windows ? `for ${duration(machine.silentS === null ? machine.clockS - machine.sinceS : (Date.now() - machine.lastReceivedMs) / 1000)} · ${number(machine.windows)} windows` : 'waiting for its first reading');
    for (const { key, value, bar } of this.parts) {
      const part = machine.parts?.[key] ?? 0;
      text(value, known ? number(part) : '–');
      bar.style.width = `${part}%`;
      bar.dataset.level = part >= 60 ? 'normal' : part >= 30 ? 'warning' : 'alarm';
    }
    this.updateFused(machine);
    machine.sensors.forEach((sensor, i) => this.sensors[i]?.update(sensor));
    this.extend(machine);
  }

  extend(machine) {
    const at = this.trend.atS, last = at.length - 1;
    if (!machine.windows || machine.silentS !== null || (at.length && machine.clockS - at[last] < 1 && !(STATES[this.trend.state[last]] !== machine.state && machine.clockS > at[last]))) return;
    at.push(machine.clockS);
    this.trend.health.push(machine.health);
    this.trend.velocity.push(machine.velocity);
    this.trend.fault.push(machine.fault);
    this.trend.state.push(STATES.indexOf(machine.state));
    if (at.length > KEEP) for (const column of [at, this.trend.health, this.trend.velocity, this.trend.fault, this.trend.state]) column.shift();
    this.draw();
  }

  updateFused(machine) {
    const normal = new Set(machine.sensors.flatMap(sensor => sensor.normalClasses));
    const known = machine.health !== null;
    this.unfused.hidden = known;
    const rows = [['any fault', machine.fault], ...Object.entries(machine.classes).filter(([name]) => !normal.has(name)).sort((a, b) => a[0].localeCompare(b[0]))];
    list(this.fused, known ? rows : [], row => row[0], ([name]) => {
      const value = h('b'), bar = h('i');
      this.fusedRows.set(name, { value, bar });
      return h('div.score', {}, h('div', {}, h('span', {}, faultName(name)), value), h('div.bar', {}, bar));
    }, (_, [name, p]) => {
      const { value, bar } = this.fusedRows.get(name);
      text(value, number(p, 2));
      bar.style.width = `${100 * p}%`;
      bar.dataset.level = p >= 0.8 ? 'alarm' : p >= 0.5 ? 'warning' : '';
    });
  }

  draw() {
    const { atS, health, fault, velocity, state } = this.trend;
    this.healthChart.set([atS, health, fault.map(value => (value === null ? null : 100 * value))]);
    this.velocityChart.set([atS, velocity]);
    const last = atS.length - 1, all = health.filter(Number.isFinite), speeds = velocity.filter(Number.isFinite);
    this.healthBox.setAttribute('aria-label', !all.length ? 'Health over time: nothing yet' : `Health over time: from ${number(all[0])} to ${number(all.at(-1))}, lowest ${number(Math.min(...all))}`);
    this.velocityBox.setAttribute('aria-label', !speeds.length ? 'Velocity over time: nothing yet' : `Velocity RMS over time: from ${number(speeds[0], 2)} to ${number(speeds.at(-1), 2)} mm/s, highest ${number(Math.max(...speeds), 2)}`);
    const step = Math.max(1, Math.ceil(atS.length / 20));
    this.table.replaceChildren(...atS.map((_, i) => i).filter(i => i % step === 0 || i === last).map(i => h('tr', {}, h('td', {}, clock(atS[i])), h('td', {}, STATES[state[i]]), h('td.num', {}, number(health[i])), h('td.num', {}, number(fault[i], 2)), h('td.num', {}, number(velocity[i], 2)))));
  }

  close() {
    this.healthChart.destroy();
    this.velocityChart.destroy();
  }
}
