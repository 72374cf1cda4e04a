import { get } from '../api.js';
import { h, text } from '../dom.js';
import { capital, clock, faultName, figure, number, signed, when } from '../format.js';
import { verifyRecord } from '../proof/steps.js';
import { badge, stateWord } from '../state.js';

const METHODS = {
  'shapley-exact': 'exact Shapley values', 'shapley-permutations': 'sampled Shapley values', 'kernel-shap-exact': 'exact kernel SHAP', 'kernel-shap-sampled': 'sampled kernel SHAP',
};

/** One decision: why, in bars that add up, what it rests on, and its proof. */
export async function decision(parent, plant, id) {
  const view = await get(`decisions/${id}`);
  const body = view.record;
  const machine = plant.machines.get(body.machine);
  const steps = h('ol.steps', { 'aria-label': 'Steps of the proof' }), verdict = h('p.verdict-line', { role: 'status' }, 'Not verified yet.');
  const again = h('button', { type: 'button' }, 'Verify again'), print = h('button', { type: 'button' }, 'Print');
  const check = async () => {
    again.disabled = true;
    text(verdict, 'Verifying …');
    delete verdict.dataset.ok;
    try {
      const ok = await verifyRecord(steps, id, body);
      if (ok !== null) verdict.dataset.ok = String(ok);
      text(verdict, ok === null ? 'It can’t be verified here.' : ok ? 'Verified in this browser: the ledger holds this record as it is shown.' : 'Refused: this is not what the gateway signed.');
    } catch (wrong) {
      verdict.dataset.ok = 'false';
      text(verdict, `Refused: ${wrong.message}`);
    } finally {
      again.disabled = false;
    }
  };
  again.addEventListener('click', check);
  print.addEventListener('click', () => window.print());
  const attributions = [['What made the health', view.explanation, 'health'], ['What made the fault evidence', view.fault, 'fault'], ...view.models.map(({ record }) => [`What made the score of ${record.modelName} on ${record.sensor}`, record.attribution, 'model', record.words])].filter(([, attribution]) => attribution);
  const name = machine?.name ?? body.machine;
  parent.replaceChildren(
    h('nav.crumbs', { 'aria-label': 'Breadcrumb' }, h('a', { href: '#/' }, 'Fleet'), h('a', { href: `#/machine/${body.machine}` }, name), h('span', { 'aria-current': 'page' }, `Decision ${id}`)),
    h('section.panel', { 'aria-label': 'Decision' },
      h('div.headline', {}, h('h1', { tabindex: -1 }, body.kind === 'state' ? `${name}: ${stateWord(body.from).toLowerCase()} to ${stateWord(body.to).toLowerCase()}` : `${name}: ${stateWord(body.to).toLowerCase()}, unchanged`), badge(body.to), h('span.end.actions.noprint', {}, print)),
      h('p.soft', {}, `Record ${id} · ${when(body.utcMs)} · ${clock(body.atSeconds)} of machine time${body.cause ? ` · ${faultName(body.cause)}${body.causeSensor ? ` on ${body.causeSensor}` : ''}` : ''}`),
      h('p.why', {}, body.explanation)),
    h('div.grid', {},
      ...attributions.map(([title, attribution, of, words]) => h('div.half', {}, bars(title, attribution, of, words))),
      h('section.panel.half', { 'aria-label': 'Proof' }, h('header', {}, h('h2', {}, 'Proof'), h('span.end.noprint', {}, again)), verdict, steps,
        h('p.soft.small.noprint', {}, 'Everything is computed in this browser from the record’s bytes. ', h('a', { href: `/api/v1/ledger/records/${id}/proof`, download: `proof-${id}.json` }, 'Proof as a file'), ' for ', h('code', {}, 'aiot-gateway ledger verify'), '.')),
      h('section.panel.half', { 'aria-label': 'What it rests on' }, h('header', {}, h('h2', {}, 'What it rests on')), evidence(view))));
  check();
  return { title: `Decision ${id}`, on: {}, close: () => {} };
}

/** Base, contributions and sum; of health what takes away is bad, of evidence what adds. */
function bars(title, attribution, of, words = '') {
  const most = Math.max(1e-9, ...attribution.parts.map(part => Math.abs(part.contribution)));
  const digits = of === 'health' ? 2 : 3;
  // What comes to 0.000 is said together: a technician reads the rest.
  const least = 0.5 * 10 ** -digits, small = attribution.parts.filter(part => Math.abs(part.contribution) < least);
  const rows = attribution.parts.filter(part => !small.includes(part)).map(part => {
    const bar = h('i'), isBad = of === 'health' ? part.contribution < 0 : part.contribution > 0;
    bar.style.width = `${50 * Math.abs(part.contribution) / most}%`;
    bar.style[part.contribution < 0 ? 'right' : 'left'] = '50%';
    bar.dataset.level = isBad ? 'alarm' : 'normal';
    return h('li', {}, h('div', {}, h('span', {}, (part.words || `${part.feature} of ${part.sensor}`).replace(/: [+-]\d+\.\d+$/, '')), h('b', {}, signed(part.contribution, digits))), h('div.diverging', { 'aria-hidden': 'true' }, bar));
  });
  return h('section.panel', { 'aria-label': title },
    h('header', {}, h('h2', {}, title), h('span.soft.end', {}, METHODS[attribution.method] ?? attribution.method)),
    words ? h('p', {}, words) : null,
    rows.length ? h('ul.contributions', {}, ...rows) : h('p.empty', {}, 'Nothing moves it from its base.'),
    small.length ? h('p.soft.small', {}, `${small.length} more of less than ${number(least, digits + 1)} each.`) : null,
    h('p.sum', {}, `Base ${number(attribution.base, digits)}, together ${signed(attribution.sum, digits)}: `, h('b', {}, number(attribution.score, digits)),
      attribution.error ? ` (error at most ${figure(attribution.error)})` : ''));
}

/** Name and version, and as much of the hash as people compare. */
const modelName = id => id.replace(/[0-9a-f]{48}$/, '…');

function evidence(view) {
  const body = view.record;
  const rows = [
    ['Evidence', body.health === null ? 'no sensor to judge by' : `fault ${number(body.fault, 3)}, velocity ${number(body.velocity, 2)} mm/s (zone ${body.zone}), drift ${number(body.drift, 2)}, health ${number(body.health, 0)}`],
    ['Thresholds', `warning ${body.thresholds.warningOn}/${body.thresholds.warningOff}, alarm ${body.thresholds.alarmOn}/${body.thresholds.alarmOff}, held for ${body.thresholds.riseWindows} windows and ${body.thresholds.riseSeconds} s`],
    ['Limits', `${body.limits.ab} / ${body.limits.bc} / ${body.limits.cd} mm/s: ${body.limits.source}`],
    ...Object.entries(body.weights).map(([sensor, weight]) => [`Weight of ${sensor}`, `${number(weight.weight, 2)}${weight.parts.length ? `: ${weight.parts.map(part => part.reason).join(', ')}` : ''}`]),
    ...body.inputs.map(input => [`Readings of ${input.sensor}`, `board ${input.device}, epoch ${input.epoch}, ${input.fromSeq}–${input.toSeq} (${input.count}), hash ${input.hash.slice(0, 16)}…`]),
    ...body.models.map(model => [`Model of ${model.sensor}`, `${model.name} ${model.id}`]),
    ['Gateway’s model', body.ensemble ? `${modelName(body.ensemble)}${body.ensembleBefore === undefined ? '' : `, after ${body.ensembleBefore ? modelName(body.ensembleBefore) : 'none'}`}` : 'none'],
    ...(body.trust ?? []).map(board => [`Board ${board.device}`, `${board.standing}${board.was ? `, was ${board.was}` : ''}${board.result ? `, by record ${board.result}` : ''}${board.reason ? `: ${board.reason}` : ''}`]),
    ['Record', `hash ${view.hash.slice(0, 16)}…, after ${body.previous.slice(0, 16)}…`],
  ];
  return h('dl.rows', {}, ...rows.flatMap(([name, value]) => [h('dt', {}, capital(name)), h('dd', {}, value)]));
}
