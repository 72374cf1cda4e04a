import { get, post } from '../api.js';
import { h, list, text } from '../dom.js';
import { ago, number, when } from '../format.js';
import { empty } from '../parts/states.js';
import { badge, setBadge } from '../state.js';

const STANDINGS = { pending: ['unknown', 'Pending'], enrolled: ['warning', 'Enrolled'], attested: ['normal', 'Attested'], quarantined: ['alarm', 'Quarantined'], retired: ['unknown', 'Retired'] };
const STATUSES = { affirming: ['normal', 'Holds'], warning: ['warning', 'Holds, not all compared'], contraindicated: ['alarm', 'Broken'] };
/** AR4SI's tiers. */
const TIERS = [[96, 'contraindicated'], [32, 'with a warning'], [2, 'affirmed'], [-Infinity, 'not claimed']];
const FIGURES = [
  ['last seen', board => ago(board.lastSeenUtcMs)], ['reading', board => number(board.seq)], ['acknowledged', board => number(board.acked)], ['backlog', board => number(board.backlog)],
  ['missing', board => number(board.missing)], ['came again', board => number(board.duplicates)], ['firmware', board => board.firmware || '–'], ['model', board => (board.model ? `${board.modelName} ${board.model.slice(0, 8)}` : '–')],
];

/** The boards: what has come from them, and how far they are trusted. */
export function devices(parent, plant) {
  const said = h('p.soft.lede', { role: 'status' }), items = h('ul.boards', { 'aria-label': 'Boards' }), nothing = h('div');
  const parts = new WeakMap();
  parent.replaceChildren(h('div.title', {}, h('h1', { tabindex: -1 }, 'Devices'), said), items, nothing);

  function make(board) {
    const standing = badge('unknown', '–'), reason = h('p.soft'), lost = h('span.chip.bad', { hidden: '' }), word = h('p.soft', { role: 'status' });
    const values = FIGURES.map(([name]) => ({ name, value: h('dd', {}, '–') }));
    const results = h('div.results');
    const details = h('details', {}, h('summary', {}, 'Evidence'), results);
    details.addEventListener('toggle', () => { if (details.open) showEvidence(board.id, results).catch(wrong => results.replaceChildren(h('p.empty', {}, wrong.message))); });
    const act = (words, path) => {
      const button = h('button', { type: 'button', 'aria-label': `${words}: ${board.id}` }, words);
      button.addEventListener('click', async () => {
        button.disabled = true;
        try {
          const answer = await post(`devices/${board.id}/${path}`);
          text(word, path === 'challenge' ? 'Challenged: the answer shows here when it comes.' : `Raw capture: ${answer?.state ?? 'asked'}.`);
        } catch (wrong) {
          text(word, wrong.message);
        } finally {
          button.disabled = false;
        }
      });
      return button;
    };
    const item = h('li.panel.board', {},
      h('div.headline', {}, h('h2', {}, board.id), standing, lost, h('span.end.actions', {}, ...(plant.isTechnician ? [act('Challenge now', 'challenge'), act('Capture now', 'capture')] : []))),
      h('p.soft.small', {}, board.machines.length ? 'On ' : 'On no machine', ...board.machines.flatMap((id, i) => [i ? ', ' : '', h('a', { href: `#/machine/${id}` }, plant.machines.get(id)?.name ?? id)])),
      reason, h('dl.figures', {}, ...values.map(({ name, value }) => h('div', {}, h('dt', {}, name), value))), word, details);
    parts.set(item, { standing, reason, lost, values, details, results });
    return item;
  }

  function fill(item, board) {
    const part = parts.get(item);
    const [look, words] = STANDINGS[board.trust?.standing] ?? ['unknown', 'Standing not known'];
    setBadge(part.standing, look, words);
    text(part.reason, board.trust ? [board.trust.reason, board.trust.sinceUtcMs ? `since ${when(board.trust.sinceUtcMs)}` : ''].filter(Boolean).join(', ') : '');
    part.lost.hidden = !board.strangers.length;
    text(part.lost, `sensor ${board.strangers.join(', ')} is on no machine`);
    part.values.forEach(({ value }, i) => text(value, FIGURES[i][1](board)));
  }

  async function showEvidence(id, results) {
    const [standing, attestations] = await Promise.all([get(`devices/${id}/standing`), get(`devices/${id}/attestations?limit=10`)]);
    const identity = [['UEID', standing.ueid], ['hardware', standing.hardwareModel], ['key', standing.keyLevel], ['enrolled', standing.enrolledUtcMs ? `${when(standing.enrolledUtcMs)} by ${standing.enrolledBy}` : null], ['boots proven', standing.bootCount]];
    results.replaceChildren(
      h('dl.rows', {}, ...identity.filter(([, value]) => value !== null && value !== undefined).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, String(value))])),
      attestations.length ? h('ul.log', { 'aria-label': `Evidence of ${id}` }, ...attestations.map(result => {
        const record = result.record, [look, word] = STATUSES[record?.status] ?? ['unknown', 'Its record is gone'];
        const claims = Object.entries(record?.trustworthiness ?? {}).map(([claim, tier]) => `${claim.replaceAll('-', ' ')} ${TIERS.find(([least]) => tier >= least)[1]}`);
        return h('li', {},
          h('div.line', {}, badge(look, word), h('span', {}, claims.join(', ')), h('time', {}, when(result.utcMs))),
          ...(record?.broken ?? []).map(breach => h('p', {}, h('strong', {}, breach.rule), `: ${breach.reason}`)),
          record?.notCompared?.length ? h('p.soft', {}, `No reference value for ${record.notCompared.join(', ')}.`) : null,
          h('p.soft.small', {}, `Ledger record ${result.id}`, record ? ` · token ${record.evidenceSha256.slice(0, 16)}…` : ''));
      })) : h('p.empty', {}, 'No evidence has come from this board yet.'));
  }

  async function refresh() {
    const boards = await get('devices');
    list(items, boards, board => `${board.id} ${plant.isTechnician}`, make, fill);
    const attested = boards.filter(board => board.trust?.standing === 'attested').length;
    text(said, boards.length ? `${boards.length} ${boards.length === 1 ? 'board' : 'boards'}, ${attested} attested` : '');
    nothing.replaceChildren(...(boards.length ? [] : [empty('No board yet', 'Boards show up here as soon as the assets name them or they send.')]));
  }

  refresh().catch(wrong => text(said, wrong.message));
  const timer = setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 3000);
  return {
    on: {
      machines: () => refresh().catch(() => {}),
      device: () => refresh().catch(() => {}),
    },
    close: () => clearInterval(timer),
  };
}
