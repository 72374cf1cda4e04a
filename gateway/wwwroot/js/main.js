import { boardTable } from './boards.js';
import { byUrgency, cards } from './cards.js';
import { Detail } from './detail.js';
import { h, text } from './dom.js';
import { number } from './format.js';
import { signIn } from './signin.js';

const element = id => document.getElementById(id);
const get = async path => {
  const answer = await fetch(`/api/v1/${path}`);
  if (answer.status === 401) signIn();
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};

const machines = new Map();
const showCards = cards(element('machines'));
const showBoards = boardTable(element('boards').tBodies[0]);
let detail = null, opening = null, lastTally = null, brokerLost = false, storage = null;

/** The machine of the address, else the worst one until somebody chooses. */
function selected() {
  const asked = /^#\/machine\/([a-z0-9-]+)$/.exec(location.hash)?.[1];
  if (asked && machines.has(asked)) return asked;
  return detail?.id ?? [...machines.values()].sort(byUrgency)[0]?.id;
}

function show() {
  const id = selected();
  showCards([...machines.values()].sort(byUrgency), id);
  banner();
  if (id && detail?.id !== id && opening !== id) open(id);
}

async function open(id) {
  opening = id;
  try {
    const [answer, decisions] = await Promise.all([get(`machines/${id}`), get(`decisions?machine=${id}&limit=40`)]);
    if (opening !== id) return;
    detail?.destroy();
    detail = new Detail(element('detail'), answer, decisions);
    show();
  } catch (error) {
    element('detail').replaceChildren(h('p.panel.empty', {}, `This machine can't be shown: ${error.message}`));
  } finally {
    if (opening === id) opening = null;
  }
}

function banner() {
  const alarmed = [...machines.values()].filter(machine => machine.state === 'alarm').sort(byUrgency);
  const box = element('banner');
  const stopped = storage && storage.state !== 'ok' ? storage.reason : '';
  const words = stopped + alarmed.map(machine => machine.id).join();
  box.hidden = !words;
  if (box.dataset.words === words) return;
  box.dataset.words = words;
  const disk = stopped ? [h('strong', {}, 'Nothing is being kept or acknowledged'), h('span', {}, `${stopped}. Boards hold their readings meanwhile.`)] : [];
  box.replaceChildren(...disk, ...alarmed.flatMap(machine => [h('strong', {}, `Alarm: ${machine.name}`), h('span', {}, machine.explanation), h('a', { href: `#/machine/${machine.id}` }, 'show')]));
}

async function refreshLists() {
  if (!detail) return;
  const id = detail.id;
  const [answer, decisions] = await Promise.all([get(`machines/${id}`), get(`decisions?machine=${id}&limit=40`)]);
  if (detail?.id !== id) return;
  detail.setTrend(answer.trend);
  detail.showAlarms(answer.alarms);
  detail.showDecisions(decisions);
}

async function refreshBoards() {
  const [boards, stats, health] = await Promise.all([get('devices'), get('stats'), get('health')]);
  if (element('link').dataset.state !== 'lost' || brokerLost) {
    brokerLost = !health.broker;
    link(brokerLost ? 'lost' : 'live', brokerLost ? 'no broker' : 'live');
  }
  storage = health.storage;
  banner();
  showSecond(stats.ensemble);
  showBoards(boards);
  const now = performance.now();
  text(element('tally-committed'), number(stats.committed));
  text(element('tally-missing'), number(stats.missing));
  text(element('tally-boards'), number(boards.length));
  if (lastTally) text(element('tally-rate'), number(Math.max(0, stats.committed - lastTally.committed) / ((now - lastTally.now) / 1000), 1));
  lastTally = { committed: stats.committed, now };
}

/** The gateway's own model: what it is, or why it is silent. */
function showSecond(ensemble) {
  const words = ensemble.state === 'none' ? '' : ensemble.state === 'ok'
    ? `Second opinion (thin bars): ${ensemble.id}, ${number(ensemble.meanMs, 2)} ms a window.`
    : `Second opinion switched off (${ensemble.state}): ${ensemble.reason}. The boards' scores stand alone.`;
  text(element('second'), words);
}

function link(state, words) {
  element('link').dataset.state = state;
  text(element('link-text'), words);
}

async function loadAll() {
  for (const machine of await get('machines')) machines.set(machine.id, machine);
  show();
  await refreshBoards();
}

function listen() {
  const events = new EventSource('/api/v1/events');
  events.addEventListener('hello', () => {
    link('live', 'live');
    loadAll().catch(() => {});
  });
  events.addEventListener('machine', event => {
    const machine = JSON.parse(event.data);
    const before = machines.get(machine.id)?.state;
    machines.set(machine.id, machine);
    show();
    if (detail?.id === machine.id) detail.update(machine);
    if (before && before !== machine.state) text(element('announce'), Detail.words(machine));
  });
  events.addEventListener('decision', event => {
    if (JSON.parse(event.data).body.machine === detail?.id) refreshLists().catch(() => {});
  });
  events.addEventListener('storage', event => {
    storage = JSON.parse(event.data);
    banner();
    text(element('announce'), storage.state === 'ok' ? 'The disk takes readings again' : storage.reason);
  });
  events.onerror = () => {
    brokerLost = false;
    link('lost', 'no gateway');
  };
}

addEventListener('hashchange', () => {
  show();
  element('detail').scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
});
loadAll().catch(() => link('lost', 'no gateway'));
listen();
setInterval(() => {
  if (!document.hidden) refreshBoards().catch(() => {});
}, 2000);
