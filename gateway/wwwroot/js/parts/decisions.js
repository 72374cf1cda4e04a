import { h, list } from '../dom.js';
import { clock, faultName, when } from '../format.js';
import { badge } from '../state.js';

/** Decisions, newest first; each leads to its page with explanation and proof. */
export function decisionList(parent) {
  return decisions => {
    if (!decisions.length) {
      parent.replaceChildren(h('li.empty', { 'data-key': 'none' }, 'No decision yet: a record is made when a state changes, and from time to time between.'));
      return;
    }
    list(parent, decisions, decision => decision.id, decision => {
      const body = decision.body;
      return h('li', {},
        h('div.line', {}, badge(body.to), body.kind === 'state' ? h('strong', {}, `was ${body.from}`) : h('span.soft', {}, 'unchanged'),
          body.cause ? h('span', {}, faultName(body.cause)) : null,
          h('time', { datetime: new Date(body.utcMs).toISOString() }, `${clock(body.atSeconds)} · ${when(body.utcMs)}`)),
        h('p', {}, body.explanation),
        h('a.more', { href: `#/decision/${decision.id}` }, `Why, and the proof of record ${decision.id}`));
    });
  };
}
