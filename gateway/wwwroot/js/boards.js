import { h, list, text } from './dom.js';
import { ago, number } from './format.js';

/** The table of boards. */
export function boardTable(body) {
  const cells = new WeakMap();
  return boards => list(body, boards, board => board.id, board => {
    const lost = h('span.chip.bad', { hidden: '' });
    const row = h('tr', {}, h('td', {}, h('strong', {}, board.id), h('span.soft', {}, board.machines.length ? ` on ${board.machines.join(', ')} ` : ' on no machine '), lost));
    const parts = ['seen', 'seq', 'acked', 'backlog', 'again', 'model', 'firmware'].map((name, i) => h(i > 0 && i < 5 ? 'td.num' : 'td'));
    row.append(...parts);
    cells.set(row, [...parts, lost]);
    return row;
  }, (row, board) => {
    const [seen, seq, acked, backlog, again, model, firmware, lost] = cells.get(row);
    lost.hidden = !board.strangers.length;
    text(lost, `sensor ${board.strangers.join(', ')} is on no machine`);
    text(seen, ago(board.lastSeenUtcMs));
    text(seq, number(board.seq));
    text(acked, number(board.acked));
    text(backlog, board.missing ? `${number(board.backlog)} (${number(board.missing)} missing)` : number(board.backlog));
    text(again, number(board.duplicates));
    if (model.dataset.id !== board.model) {
      model.dataset.id = board.model;
      model.replaceChildren(board.model ? `${board.modelName} ` : '–', board.model ? h('code', {}, board.model.slice(0, 8)) : '');
    }
    text(firmware, board.firmware || '–');
  });
}
