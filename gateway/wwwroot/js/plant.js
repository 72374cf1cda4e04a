import { askForKey, get } from './api.js';
import { ago, when } from './format.js';

const RANK = { alarm: 0, warning: 1, unknown: 2, normal: 3 };
const WEIGHT = { high: 0, medium: 1, low: 2 };

/** Worst first, then what matters most. */
export const byUrgency = (a, b) => RANK[a.state] - RANK[b.state] || WEIGHT[a.criticality] - WEIGHT[b.criticality] || (a.health ?? 0) - (b.health ?? 0) || a.name.localeCompare(b.name);

/** What is to be said of a machine: a silent one says from when its figures were. */
export function wordsOf(machine) {
  if (machine.silentS === null) return machine.explanation;
  const last = machine.lastHealth === null ? '' : ` Its last known health was ${Math.round(machine.lastHealth)}, ${ago(machine.lastHealthUtcMs)}.`;
  return `No reading from any of its sensors since ${when(machine.lastReceivedMs)} (${ago(machine.lastReceivedMs)}).${last}`;
}

/** Where a machine stands: enterprise/site/area/line, as far as its assets say. */
export const placeOf = machine => (machine.path ?? '').split('/').slice(0, -1).join('/');

/**
 * What the page knows of the plant, kept up to date by server-sent events. Fires: machine, machines, alarms, decision, capture, device,
 * storage, link, and tick now and then: what is said of times past is to be said anew.
 */
export class Plant extends EventTarget {
  machines = new Map();
  alarms = [];
  storage = null;
  role = 'none';
  link = { state: 'wait', words: 'connecting', since: 0 };

  get isTechnician() {
    return this.role === 'technician' || this.role === 'admin';
  }

  get sorted() {
    return [...this.machines.values()].sort(byUrgency);
  }

  async load() {
    this.role = (await get('session')).role;
    const [machines, alarms, health] = await Promise.all([get('machines'), get('alarms?open=true'), get('health')]);
    this.machines = new Map(machines.map(machine => [machine.id, machine]));
    this.alarms = alarms;
    this.storage = health.storage;
    this.setLink(health.broker ? 'live' : 'lost', health.broker ? 'live' : 'no broker');
    this.tell('machines');
    this.tell('alarms');
    this.tell('storage', this.storage);
  }

  async refreshAlarms() {
    this.alarms = await get('alarms?open=true');
    this.tell('alarms');
  }

  async refreshHealth() {
    const health = await get('health');
    if (health.broker === null || health.broker === undefined) {
      // To whoever has no key it says one word.
      askForKey();
      return;
    }
    this.storage = health.storage;
    this.setLink(health.broker ? 'live' : 'lost', health.broker ? 'live' : 'no broker');
    this.tell('storage', this.storage);
    this.tell('tick');
  }

  listen() {
    this.events?.close();
    const events = new EventSource('/api/v1/events');
    const on = (type, use) => events.addEventListener(type, event => use(JSON.parse(event.data)));
    events.addEventListener('hello', () => this.load().catch(() => {}));
    on('machine', machine => {
      const before = this.machines.get(machine.id);
      this.machines.set(machine.id, machine);
      this.tell('machine', { machine, before });
    });
    on('decision', decision => this.tell('decision', decision));
    on('capture', status => this.tell('capture', status));
    on('device', device => this.tell('device', device));
    on('alarm', () => this.refreshAlarms().catch(() => {}));
    on('storage', storage => {
      this.storage = storage;
      this.tell('storage', storage);
    });
    events.onerror = () => this.setLink('lost', 'no gateway');
    this.events = events;
  }

  setLink(state, words) {
    if (this.link.state === state && this.link.words === words) return;
    this.link = { state, words, since: Date.now() };
    this.tell('link', this.link);
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
