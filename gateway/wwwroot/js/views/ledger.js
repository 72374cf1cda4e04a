import { get, Refusal } from '../api.js';
import { h, list, text } from '../dom.js';
import { number, when } from '../format.js';
import { empty } from '../parts/states.js';
import { verifyNewest } from '../proof/steps.js';

/** The newest signed head, verified here, and those before it. */
export async function ledger(parent, plant) {
  const size = h('b'), at = h('span'), root = h('code'), key = h('code'), steps = h('ol.steps', { 'aria-label': 'Steps of the check' }), verdict = h('p.verdict-line', { role: 'status' });
  const heads = h('tbody'), whole = h('button', { type: 'button' }, 'Verify all records on the gateway'), said = h('p.soft', { role: 'status' });
  let newest = null, running = false;
  whole.addEventListener('click', async () => {
    whole.disabled = true;
    text(said, 'Verifying …');
    try {
      const finding = await get('decisions/verify');
      text(said, finding.ok ? `All ${number(finding.records)} records are as they were signed.` : `Record ${finding.firstBroken} is not as it was signed: ${finding.reason}`);
    } catch (wrong) {
      text(said, wrong.message);
    } finally {
      whole.disabled = false;
    }
  });
  parent.replaceChildren(h('div.title', {}, h('h1', { tabindex: -1 }, 'Ledger'), h('p.soft.lede', {}, 'Every decision is a leaf of a tree whose root the gateway signs.')), h('p.panel.empty', { role: 'status' }, 'Loading …'));

  async function refresh() {
    if (running) return;
    running = true;
    try {
      const [head, all] = await Promise.all([get('ledger/head'), get('ledger/heads?limit=20')]);
      if (!newest) {
        parent.lastElementChild.replaceWith(h('div.grid', {},
          h('section.panel.half', { 'aria-label': 'Newest head' }, h('header', {}, h('h2', {}, 'Newest head'), h('span.end', {}, h('a.button', { href: '/api/v1/ledger/head', download: 'head.json' }, 'Keep it elsewhere'))),
            h('dl.rows', {}, h('dt', {}, 'Records'), h('dd', {}, size), h('dt', {}, 'Signed'), h('dd', {}, at), h('dt', {}, 'Root'), h('dd', {}, root), h('dt', {}, 'Key'), h('dd', {}, key)), h('div.actions', {}, whole), said),
          h('section.panel.half', { 'aria-label': 'Checked in this browser' }, h('header', {}, h('h2', {}, 'Checked in this browser')), verdict, steps),
          h('section.panel', { 'aria-label': 'Heads' }, h('header', {}, h('h2', {}, 'Heads before it')), h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Heads' }, h('table', {}, h('thead', {}, h('tr', {}, h('th.num', { scope: 'col' }, 'records'), h('th', { scope: 'col' }, 'signed'), h('th', { scope: 'col' }, 'root'))), heads)))));
      }
      list(heads, all, entry => entry.size, entry => h('tr', {}, h('td.num', {}, number(entry.size)), h('td', {}, when(entry.utcMs)), h('td', {}, h('code', {}, entry.root))));
      if (newest === head.root) return;
      newest = head.root;
      text(size, number(head.size));
      text(at, when(head.utcMs));
      text(root, head.root);
      text(key, head.keyId);
      const ok = await verifyNewest(steps, head);
      if (ok !== null) verdict.dataset.ok = String(ok);
      text(verdict, ok === null ? 'It can’t be verified here.' : ok ? 'Signed by this gateway.' : 'Refused: this head does not hold.');
    } catch (wrong) {
      if (wrong instanceof Refusal && wrong.status === 404) parent.lastElementChild.replaceWith(empty('No record yet', 'The first decision makes the first record.'));
      else throw wrong;
    } finally {
      running = false;
    }
  }

  await refresh();
  const again = () => refresh().catch(wrong => text(said, wrong.message));
  return { on: { decision: again, alarms: again }, close: () => {} };
}
