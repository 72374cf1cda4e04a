import { h, list, text } from './dom.js';
import { ago, number } from './format.js';

/** The table of boards. */
export function boardTable(body) {
  const cells = new WeakMap();
  return boards => list(body, boards, board => board.id, board => {
    const row = h('tr', {}, h('td', {}, h('strong', {}, board.id), h('span.soft', {}, board.machines.length ? ` on ${board.machines.join(', ')}` : ' on no machine')));
    const parts = ['seen', 'seq', 'acked', 'backlog', 'again', 'model', 'firmware'].map((name, i) => h(i > 0 && i < 5 ? 'td.num' : 'td'));
    row.append(...parts);
    cells.set(row, parts);
    return row;
  }, (row, board) => {
    const [seen, seq, acked, backlog, again, model, firmware] = cells.get(row);
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
