import { h } from '../dom.js';
import { ago, faultName, when } from '../format.js';
import { badge } from '../state.js';
import { acknowledge, reset, shelve, unshelve, verdict } from './alarm-actions.js';

const WORDS = {
  normal: 'Over', unacknowledged: 'Unacknowledged', acknowledged: 'Acknowledged', returned: 'Returned, not seen', latchedUnacknowledged: 'Latched, not seen', latchedAcknowledged: 'Latched, seen',
  shelved: 'Shelved', suppressed: 'Suppressed', outOfService: 'Out of service',
};
const LOOKS = { unacknowledged: 'alarm', latchedUnacknowledged: 'alarm', acknowledged: 'warning', latchedAcknowledged: 'warning', returned: 'warning', normal: 'normal' };
const VERDICTS = { confirmed: 'Confirmed', falseAlarm: 'False alarm', unsure: 'Not sure' };

export const alarmWord = state => WORDS[state] ?? state;

/** One alarm with what can be done to it. */
export function alarmItem(alarm, plant, { withMachine = true } = {}) {
  const machine = plant.machines.get(alarm.machine);
  const state = badge(LOOKS[alarm.state] ?? 'unknown', alarmWord(alarm.state));
  const name = faultName(alarm.class || 'condition');
  const about = `${machine?.name ?? alarm.machine}, ${name}`;
  const button = (words, act, primary) => {
    const element = h(primary ? 'button.primary' : 'button', { type: 'button', 'aria-label': `${words}: ${about}` }, words);
    element.addEventListener('click', async () => {
      if (await act(alarm, about)) await plant.refreshAlarms().catch(() => {});
    });
    return element;
  };
  const isUnseen = ['unacknowledged', 'returned', 'latchedUnacknowledged'].includes(alarm.state);
  const isOver = alarm.state === 'normal', isLatched = alarm.under?.startsWith('latched') || alarm.state.startsWith('latched');
  const actions = plant.isTechnician ? [
    isUnseen ? button('Acknowledge', acknowledge, true) : null,
    isLatched ? button('Reset', reset) : null,
    alarm.state === 'shelved' ? button('Unshelve', unshelve) : isOver || alarm.hidden ? null : button('Shelve …', shelve),
    button(alarm.verdict ? 'Change verdict …' : 'Give verdict …', verdict),
  ] : [];
  return h('li.alarm', { 'data-state': LOOKS[alarm.state] ?? 'unknown' },
    h('div.line', {}, state, h('strong', {}, withMachine ? h('a', { href: `#/machine/${alarm.machine}` }, machine?.name ?? alarm.machine) : name), withMachine ? h('span', {}, name) : null,
      alarm.sensor ? h('span.soft', {}, `on ${alarm.sensor}`) : null,
      h('time', { datetime: new Date(alarm.raisedUtcMs).toISOString(), title: when(alarm.raisedUtcMs) }, `raised ${ago(alarm.raisedUtcMs)}`)),
    h('p.soft', {}, ...[
      `${alarm.priority} priority`,
      alarm.returnedUtcMs ? `cause gone since ${when(alarm.returnedUtcMs)}` : isOver ? '' : 'cause stands',
      alarm.acknowledgedBy ? `seen by ${alarm.acknowledgedBy}` : '',
      alarm.hidden ? `${alarmWord(alarm.hidden.state).toLowerCase()} by ${alarm.hidden.by}${alarm.hidden.untilUtcMs ? ` until ${when(alarm.hidden.untilUtcMs)}` : ''}` : '',
    ].filter(Boolean).join(' · ').split('\n')),
    alarm.verdict ? h('p.verdict', {}, h('strong', {}, `${VERDICTS[alarm.verdict.verdict] ?? alarm.verdict.verdict}${alarm.verdict.fault ? `: ${faultName(alarm.verdict.fault)}` : ''}`),
      ` by ${alarm.verdict.by}, ${when(alarm.verdict.utcMs)}${alarm.verdict.comment ? `: “${alarm.verdict.comment}”` : ''}`) : null,
    h('div.actions', {}, ...actions, h('a.more', { href: `#/decision/${alarm.decision}`, 'aria-label': `Why: ${about}` }, 'Why')));
}
