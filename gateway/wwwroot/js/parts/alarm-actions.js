import { get, post } from '../api.js';
import { h } from '../dom.js';
import { capital, faultName } from '../format.js';
import { ask, comment, field } from './dialog.js';

const LENGTHS = [[15, '15 minutes'], [60, '1 hour'], [480, '8 hours'], [1440, '1 day'], [10080, '1 week']];

const said = form => ({ comment: form.get('comment') ?? '' });

export const acknowledge = (alarm, about) => ask({
  title: 'Acknowledge', words: `${about}: you have seen it. It goes on until its cause is gone.`, fields: [comment()], action: 'Acknowledge',
  act: form => post(`alarms/${alarm.id}/acknowledge`, said(form)),
});

export const reset = (alarm, about) => ask({
  title: 'Reset', words: about, fields: [comment()], action: 'Reset', act: form => post(`alarms/${alarm.id}/reset`, said(form)),
});

export const unshelve = (alarm, about) => ask({
  title: 'Take off the shelf', words: about, fields: [comment()], action: 'Unshelve', act: form => post(`alarms/${alarm.id}/unshelve`, said(form)),
});

export const shelve = (alarm, about) => ask({
  title: 'Shelve', words: `${about}: all alarms of this machine are hidden until then.`,
  fields: [field('For', h('select', { name: 'minutes' }, ...LENGTHS.map(([minutes, words]) => h('option', { value: minutes, selected: minutes === 60 ? '' : null }, words)))), comment()],
  action: 'Shelve', act: form => post(`alarms/${alarm.id}/shelve`, { minutes: Number(form.get('minutes')), ...said(form) }),
});

/** What was found at the machine: kept as a label together with the readings behind the alarm. */
export async function verdict(alarm, about) {
  const { faults } = await get(`alarms/${alarm.id}`);
  const choice = (value, words) => {
    const input = h('input', { type: 'radio', name: 'verdict', value, required: '' });
    return h('label.choice', {}, input, words);
  };
  const fault = h('select', { name: 'fault' }, ...faults.map(name => h('option', { value: name, selected: name === alarm.class ? '' : null }, capital(faultName(name)))));
  const which = field('What it was', fault);
  const choices = h('fieldset', {}, h('legend', {}, 'What did you find?'), choice('confirmed', 'The alarm was right'), choice('falseAlarm', 'A false alarm: the machine is healthy'), choice('unsure', 'Not sure'));
  which.hidden = true;
  choices.addEventListener('change', event => { which.hidden = event.target.value !== 'confirmed'; });
  return ask({
    title: 'Verdict', words: `${about}. Your verdict becomes a label: it is kept with the readings behind this alarm, and models are measured by it.`, fields: [choices, which, comment()], action: 'Save verdict',
    act: form => post(`alarms/${alarm.id}/verdict`, { verdict: form.get('verdict'), ...(form.get('verdict') === 'confirmed' ? { fault: form.get('fault') } : {}), ...said(form) }),
  });
}
