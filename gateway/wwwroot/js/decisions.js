import { h, list } from './dom.js';
import { clock, faultName, number, wallTime } from './format.js';
import { badge } from './state.js';

function evidence(decision) {
  const body = decision.body;
  const rows = [
    ['evidence', `fault ${number(body.fault, 3)}, velocity ${number(body.velocity, 2)} mm/s (zone ${body.zone}), drift ${number(body.drift, 2)}, health ${number(body.health, 0)}`],
    ['thresholds', `warning ${body.thresholds.warningOn}/${body.thresholds.warningOff}, alarm ${body.thresholds.alarmOn}/${body.thresholds.alarmOff}, held for ${body.thresholds.riseWindows} windows and ${body.thresholds.riseSeconds} s`],
    ['limits', `${body.limits.ab} / ${body.limits.bc} / ${body.limits.cd} mm/s: ${body.limits.source}`],
    ...Object.entries(body.weights).map(([sensor, weight]) => [`weight ${sensor}`, `${number(weight.weight, 2)}${weight.parts.length ? ': ' + weight.parts.map(part => part.reason).join(', ') : ''}`]),
    ...body.inputs.map(input => [`readings ${input.sensor}`, `${input.device}, epoch ${input.epoch}, ${input.fromSeq}–${input.toSeq} (${input.count}), hash ${input.hash.slice(0, 16)}…`]),
    ...body.models.map(model => [`model ${model.sensor}`, `${model.name} ${model.id}`]),
    ['record', `#${decision.id}, hash ${decision.hash.slice(0, 16)}…, after ${body.previous.slice(0, 16)}…`],
  ];
  return h('dl', {}, ...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

/** Newest first; a record's evidence is built when somebody asks for it. */
export function decisionList(parent) {
  return decisions => {
    if (!decisions.length) {
      parent.replaceChildren(h('li.empty', { 'data-key': 'none' }, 'No decision yet: a record is made when a state changes, and from time to time between.'));
      return;
    }
    list(parent, decisions, decision => decision.id, decision => {
      const body = decision.body;
      const details = h('details', {}, h('summary', {}, 'why'));
      details.addEventListener('toggle', () => {
        if (details.open && details.childElementCount === 1) details.append(evidence(decision));
      });
      return h('li', {},
        h('div.line', {}, badge(body.to), body.kind === 'state' ? h('strong', {}, `was ${body.from}`) : h('span.soft', {}, 'unchanged'),
          body.cause ? h('span', {}, faultName(body.cause)) : null,
          h('time', { datetime: new Date(body.utcMs).toISOString() }, `${clock(body.atSeconds)} · ${wallTime(body.utcMs)}`)),
        h('p', {}, body.explanation), details);
    });
  };
}

export function alarmList(parent) {
  return alarms => {
    if (!alarms.length) {
      parent.replaceChildren(h('li.empty', { 'data-key': 'none' }, 'No alarm has been raised.'));
      return;
    }
    list(parent, alarms, alarm => `${alarm.id}/${alarm.returnedMs ?? ''}`, alarm => h('li', {},
      h('div.line', {}, badge(alarm.returnedMs === null ? 'alarm' : 'normal'), h('strong', {}, faultName(alarm.class || 'condition')), h('span', {}, alarm.sensor ? `on ${alarm.sensor}` : ''),
        h('time', {}, `${clock(alarm.raisedMs / 1000)} · ${wallTime(alarm.raisedUtcMs)}`)),
      h('p.soft', {}, alarm.returnedMs === null ? `stands, raised by decision #${alarm.decision}` : `returned at ${clock(alarm.returnedMs / 1000)}, raised by decision #${alarm.decision}`)));
  };
}
