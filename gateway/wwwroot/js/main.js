import { get, onSignedOut, remove } from './api.js';
import { h, text } from './dom.js';
import { wallTime } from './format.js';
import { failed, loading } from './parts/states.js';
import { Plant, wordsOf } from './plant.js';
import { machineWord } from './state.js';
import { alarms } from './views/alarms.js';
import { capture } from './views/capture.js';
import { decision } from './views/decision.js';
import { devices } from './views/devices.js';
import { fleet } from './views/fleet.js';
import { ledger } from './views/ledger.js';
import { machine } from './views/machine.js';
import { models } from './views/models.js';
import { signIn } from './views/signin.js';

const ROUTES = [
  [/^$/, 'fleet', 'Fleet', fleet],
  [/^machine\/([a-z0-9-]+)$/, 'fleet', 'Machine', machine],
  [/^machine\/([a-z0-9-]+)\/capture\/(\d+)$/, 'fleet', 'Capture', (parent, plant, id, number) => capture(parent, plant, id, Number(number))],
  [/^decision\/(\d+)$/, 'fleet', 'Decision', (parent, plant, id) => decision(parent, plant, Number(id))],
  [/^models$/, 'fleet', 'Models', models],
  [/^alarms$/, 'alarms', 'Alarms', alarms],
  [/^devices$/, 'devices', 'Devices', devices],
  [/^ledger$/, 'ledger', 'Ledger', ledger],
];

const element = id => document.getElementById(id);
const plant = new Plant();
let view = null, opening = 0;

async function open({ focus = true } = {}) {
  const path = location.hash.replace(/^#\/?/, '');
  const found = ROUTES.map(route => ({ route, match: route[0].exec(path) })).find(({ match }) => match) ?? { route: ROUTES[0], match: [] };
  const [, tab, title, make] = found.route;
  const mine = ++opening;
  for (const link of element('nav').querySelectorAll('a')) {
    link.dataset.tab === tab ? link.setAttribute('aria-current', path === '' || !path.includes('/') ? 'page' : 'true') : link.removeAttribute('aria-current');
  }
  view?.close();
  view = null;
  const parent = h('div.view');
  element('main').replaceChildren(loading(title.toLowerCase()));
  try {
    const made = await make(parent, plant, ...found.match.slice(1));
    if (mine !== opening) {
      made.close();
      return;
    }
    view = made;
    document.title = `${made.title ?? title} · AIoT.Embedded`;
    element('main').replaceChildren(parent);
    scrollTo(0, 0);
    if (focus) parent.querySelector('h1')?.focus({ preventScroll: true });
  } catch (wrong) {
    if (mine === opening) element('main').replaceChildren(failed(wrong, () => open()));
  }
}

for (const type of ['machine', 'machines', 'alarms', 'decision', 'capture', 'device', 'tick']) {
  plant.addEventListener(type, event => view?.on[type]?.(event.detail));
}

plant.addEventListener('machine', ({ detail: { machine, before } }) => {
  if (before && before.state !== machine.state) text(element('announce'), `${machine.name}: ${machineWord(machine)}. ${wordsOf(machine)}`);
});

plant.addEventListener('alarms', () => {
  const count = plant.alarms.filter(alarm => ['unacknowledged', 'latchedUnacknowledged'].includes(alarm.state)).length;
  const shown = element('alarm-count');
  shown.hidden = count === 0;
  text(shown.firstElementChild, count);
});

plant.addEventListener('link', ({ detail }) => {
  element('link').dataset.state = detail.state;
  text(element('link-text'), detail.words);
  banner();
});

plant.addEventListener('storage', () => {
  element('who').hidden = plant.role === 'none';
  text(element('role'), plant.role);
  banner();
});

/** What concerns the whole page: no gateway, no broker, no room on the disk. */
function banner() {
  const box = element('banner');
  const stopped = plant.storage && plant.storage.state !== 'ok' ? plant.storage.reason : '';
  const words = stopped ? ['Nothing is being kept or acknowledged', `${stopped}. Boards hold their readings meanwhile.`]
    : plant.link.words === 'no gateway' ? ['No connection to the gateway', `What is shown is from ${wallTime(plant.link.since)}. It goes on by itself.`]
      : plant.link.words === 'no broker' ? ['No broker', 'No readings come in; boards hold theirs meanwhile. It goes on by itself.'] : [];
  box.hidden = !words.length;
  if (box.textContent !== words.join('')) box.replaceChildren(...words.map((line, i) => h(i ? 'span' : 'strong', {}, line)));
}

element('sign-out').addEventListener('click', async () => {
  await remove('session').catch(() => {});
  location.reload();
});

document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  element('main').focus();
});

addEventListener('hashchange', () => open());

/** Signed in, or asked to; then the plant, the view and the events. */
async function begin() {
  let signedIn = false;
  // What is open stays as it is, with what has been typed into it: only what is known is asked for again.
  const resume = () => plant.load().then(() => plant.listen()).catch(() => {});
  onSignedOut(() => signIn(signedIn ? resume : null));
  try {
    await plant.load();
    signedIn = true;
  } catch (wrong) {
    if (wrong.status === 401) return;
    plant.setLink('lost', 'no gateway');
    element('main').replaceChildren(failed(wrong, begin));
    return;
  }
  await open({ focus: false });
  plant.listen();
  setInterval(() => { if (!document.hidden) plant.refreshHealth().catch(wrong => { if (wrong.status === 0) plant.setLink('lost', 'no gateway'); }); }, 5000);
}

begin();
