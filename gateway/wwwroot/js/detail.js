import { Chart, paintStates, paintZones } from './charts.js';
import { alarmList, decisionList } from './decisions.js';
import { h, list, text } from './dom.js';
import { clock, faultName, number } from './format.js';
import { sensorPanel } from './sensor.js';
import { badge, setBadge, stateWord } from './state.js';

const KEEP = 900;
const STATES = ['unknown', 'normal', 'warning', 'alarm'];
const PARTS = [['fault', 'Bearing and faults'], ['vibration', 'Overall vibration'], ['drift', 'Drift from its usual level']];

/** The view of one machine: built once for a machine, then filled again and again. */
export class Detail {
  constructor(parent, answer, decisions) {
    const machine = answer.machine;
    this.id = machine.id;
    this.state = badge(machine.state);
    this.why = h('p.why');
    this.since = h('span.soft');
    this.parts = PARTS.map(([key, name]) => {
      const value = h('b'), bar = h('i');
      return { key, value, bar, element: h('div.part', {}, h('div', {}, h('span', {}, name), value), h('div.bar', {}, bar)) };
    });
    const health = h('div.chart', { role: 'img', 'aria-label': `health of ${machine.name} over time` });
    const velocity = h('div.chart', { role: 'img', 'aria-label': `velocity RMS of ${machine.name} over time with ISO zones` });
    this.fused = h('div.scores');
    this.fusedRows = new Map();
    this.alarms = h('ul.log');
    this.decisions = h('ul.log', { tabindex: 0, role: 'list', 'aria-label': 'decisions' });
    this.sensors = machine.sensors.map(sensor => sensorPanel(sensor));
    const key = (colour, name) => {
      const swatch = h('i');
      swatch.style.background = `var(${colour})`;
      return h('span', {}, swatch, name);
    };
    parent.replaceChildren(h('div.grid', {},
      h('div.panel', {}, h('div.headline', {}, h('h2', {}, machine.name), this.state, this.since, this.why), h('div.parts', {}, ...this.parts.map(part => part.element))),
      h('div.panel.half', {}, h('header', {}, h('h3', {}, 'Health and fault evidence'), h('div.legend.end', {}, key('--accent', 'health'), key('--alarm', 'fault evidence, %'))), health),
      h('div.panel.half', {}, h('header', {}, h('h3', {}, 'Velocity RMS 10–1000 Hz, mm/s'), h('span.soft.end', { title: machine.iso.source }, `ISO zones ${machine.iso.ab} / ${machine.iso.bc} / ${machine.iso.cd}`)), velocity),
      ...this.sensors.map(sensor => sensor.element),
      h('div.stack.narrow', {},
        h('div.panel', {}, h('header', {}, h('h3', {}, 'What the sensors say together'), h('span.soft.end', {}, 'weighted by quality')), this.fused),
        h('div.panel', {}, h('header', {}, h('h3', {}, 'Alarms')), this.alarms)),
      h('div.panel.wide', {}, h('header', {}, h('h3', {}, 'Decisions and why'), h('span.soft.end', {}, 'in a signed ledger')), this.decisions)));
    this.trend = answer.trend;
    this.healthChart = new Chart(health, {
      series: [{ label: 'health', colour: '--accent', fill: '--accent-soft' }, { label: 'fault', colour: '--alarm' }],
      range: () => [0, 100],
      paint: paintStates(() => this.trend.state),
    });
    this.velocityChart = new Chart(velocity, {
      series: [{ label: 'velocity', colour: '--accent' }],
      digits: 1,
      range: data => [0, Math.max(machine.iso.bc * 1.15, 1.2 * Math.max(0, ...data[1]))],
      paint: paintZones(machine.iso),
    });
    this.showAlarms = alarmList(this.alarms);
    this.showDecisions = decisionList(this.decisions);
    this.showAlarms(answer.alarms);
    this.showDecisions(decisions);
    this.update(machine);
    this.draw();
  }

  update(machine) {
    setBadge(this.state, machine.state);
    text(this.why, machine.explanation);
    text(this.since, machine.windows ? `for ${clock(machine.clockS - machine.sinceS)} of machine time · ${number(machine.windows)} windows` : 'waiting for its first reading');
    for (const { key, value, bar } of this.parts) {
      const part = machine.windows ? machine.parts[key] : 0;
      text(value, machine.windows ? number(part) : '–');
      bar.style.width = `${part}%`;
      bar.dataset.level = part >= 60 ? 'normal' : part >= 30 ? 'warning' : 'alarm';
    }
    this.updateFused(machine);
    machine.sensors.forEach((sensor, i) => this.sensors[i]?.update(sensor));
    const at = this.trend.atS;
    if (machine.windows && (!at.length || machine.clockS - at[at.length - 1] >= 1 || STATES[this.trend.state[at.length - 1]] !== machine.state && machine.clockS > at[at.length - 1])) {
      at.push(machine.clockS);
      this.trend.health.push(machine.health);
      this.trend.velocity.push(machine.velocity);
      this.trend.fault.push(machine.fault);
      this.trend.state.push(STATES.indexOf(machine.state));
      if (at.length > KEEP) for (const column of [at, this.trend.health, this.trend.velocity, this.trend.fault, this.trend.state]) column.shift();
      this.draw();
    }
  }

  updateFused(machine) {
    const normal = new Set(machine.sensors.flatMap(sensor => sensor.normalClasses));
    const rows = [['any fault', machine.fault], ...Object.entries(machine.classes).filter(([name]) => !normal.has(name)).sort((a, b) => a[0].localeCompare(b[0]))];
    list(this.fused, machine.windows ? rows : [], row => row[0], ([name]) => {
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

  /** The server's finer history, at a decision. */
  setTrend(trend) {
    this.trend = trend;
    this.draw();
  }

  draw() {
    this.healthChart.set([this.trend.atS, this.trend.health, this.trend.fault.map(fault => 100 * fault)]);
    this.velocityChart.set([this.trend.atS, this.trend.velocity]);
  }

  destroy() {
    this.healthChart.destroy();
    this.velocityChart.destroy();
  }

  static words(machine) {
    return `${machine.name}: ${stateWord(machine.state)}. ${machine.explanation}`;
  }
}
