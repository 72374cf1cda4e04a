import { get } from '../api.js';
import { h, list, text } from '../dom.js';
import { number } from '../format.js';
import { empty } from '../parts/states.js';
import { badge, setBadge } from '../state.js';

const TAKES = { window: 'one sensor’s window', sensors: 'the windows of all sensors', pooled: 'greatest and mean over all sensors' };
const NONE = '–';

const counts = model => (model.role === 'champion' ? 'Counts, as second opinion'
  : model.role === 'challenger' ? `Counts on ${[model.share ? `${model.share} % of the machines` : '', ...model.machines].filter(Boolean).join(', ')}`
    : 'Runs beside, counts for nothing');

/** Under 0.1 and 0.25 are conventions; below 2,000 windows there is nothing to compare. */
function drift(psi) {
  if (psi === null) return 'after 2,000 windows';
  return `${number(psi, 2)} (${psi < 0.1 ? 'as at first' : psi < 0.25 ? 'has moved' : 'has changed'})`;
}

const FIGURES = [
  ['windows scored', model => number(model.statistics.scored)],
  ['same class as what counts', model => (model.statistics.agreement === null ? NONE : `${number(100 * model.statistics.agreement)} %`)],
  ['evidence differs by', model => (model.statistics.meanDifference === null ? NONE : number(model.statistics.meanDifference, 2))],
  ['scores now against the first', model => drift(model.statistics.psi)],
  ['time a window', model => (model.statistics.p50Ms === null ? NONE : `${number(model.statistics.p50Ms, 2)} ms, 99 % within ${number(model.statistics.p99Ms, 1)} ms`)],
  ['did not fit', model => (model.statistics.unfit ? `${number(model.statistics.unfit)} windows: ${model.statistics.unfitReason}` : 'none')],
];

const worth = finding => (!finding ? NONE
  : finding.auc === null ? `not told yet: ${finding.note || 'none of its windows has a verdict'}`
    : `ranks ${number(100 * finding.auc)} % of pairs right (${finding.faulty} ${finding.faulty === 1 ? 'fault' : 'faults'}, ${finding.healthy} false ${finding.healthy === 1 ? 'alarm' : 'alarms'})`);

/** The gateway's own models: what counts, what runs beside, how each does, and what it is worth on the technicians' verdicts. */
export function models(parent, plant) {
  const said = h('p.soft.lede', { role: 'status' }), items = h('ul.boards', { 'aria-label': 'Models' }), nothing = h('div'), boards = h('p.soft.small');
  const parts = new WeakMap();
  let labels = new Map();
  parent.replaceChildren(
    h('nav.crumbs', { 'aria-label': 'Breadcrumb' }, h('a', { href: '#/' }, 'Fleet'), h('span', { 'aria-current': 'page' }, 'Models')),
    h('div.title', {}, h('h1', { tabindex: -1 }, 'Models of this gateway'), said), items, nothing, boards);

  function make(model) {
    const state = badge('unknown', NONE), role = h('p'), reason = h('p.chip.bad', { hidden: '' }), verdicts = h('dd', {}, NONE);
    const values = FIGURES.map(([name]) => ({ name, value: h('dd', {}, NONE) }));
    const item = h('li.panel.board', {},
      h('div.headline', {}, h('h2', {}, `${model.name} ${model.version}`), state), role, reason,
      h('dl.rows', {}, ...values.flatMap(({ name, value }) => [h('dt', {}, name), value]), h('dt', {}, 'on verdicts'), verdicts),
      h('p.soft.small', {}, `Takes ${TAKES[model.input] ?? model.input} · file ${model.file.slice(0, 16)}…${model.told ? ' · given by the setting model' : ''}`));
    parts.set(item, { state, role, reason, values, verdicts });
    return item;
  }

  function fill(item, model) {
    const part = parts.get(item), ok = model.status.state === 'ok';
    setBadge(part.state, !ok ? 'alarm' : model.statistics.scored ? 'normal' : 'unknown', !ok ? `Off: ${model.status.state}` : model.statistics.scored ? 'Works' : 'Has not scored yet');
    text(part.role, counts(model));
    part.reason.hidden = ok;
    text(part.reason, model.status.reason);
    part.values.forEach(({ value }, i) => text(value, FIGURES[i][1](model)));
    text(part.verdicts, worth(labels.get(`${model.name} ${model.version}`)));
  }

  async function refresh() {
    const answer = await get('ensemble');
    list(items, answer.models, model => `${model.name} ${model.version} ${model.file}`, make, fill);
    const off = answer.models.filter(model => model.status.state !== 'ok').length;
    text(said, answer.models.length ? `${answer.models.length} besides the boards’ own${off ? `, ${off} off: the boards’ scores go on without` : ''}${answer.dropped ? `; ${number(answer.dropped)} windows were not compared, for lack of time` : ''}` : '');
    nothing.replaceChildren(...(answer.models.length ? [] : [empty('The gateway has no model of its own', 'The boards’ scores stand alone. “aiot-gateway ensemble add” lists an ONNX model.')]));
  }

  async function measure() {
    labels = new Map((await get('ensemble/labels')).map(finding => [finding.model, finding]));
    text(boards, `The boards’ own scores, on verdicts: ${worth(labels.get('boards'))}.`);
    await refresh();
  }

  refresh().then(measure).catch(wrong => text(said, wrong.message));
  const timer = setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 3000);
  return { on: { alarms: () => measure().catch(() => {}) }, close: () => clearInterval(timer) };
}
