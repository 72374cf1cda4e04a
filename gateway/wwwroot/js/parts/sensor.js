import { drawBars } from '../charts/bars.js';
import { h, list, text } from '../dom.js';
import { groupFeatures } from './features.js';
import { faultName, number } from '../format.js';

const FIGURES = [
  ['velocity', 'velocity', window => `${number(window.velocity, 2)} mm/s`],
  ['acceleration', 'RMS', window => `${number(window.accelerationG, 3)} g`],
  ['peak', 'peak', window => `${number(window.peakG, 2)} g`],
  ['crest', 'crest factor', window => number(window.crest, 1)],
  ['kurtosis', 'kurtosis', window => number(window.kurtosis, 1)],
  ['shaft', 'shaft', window => (window.shaftHz ? `${number(window.shaftHz * 60)} rpm` : '–')],
  ['board', 'the board says', window => window.boardState],
];

/** One sensor: class scores, weight with reasons, figures, and its features as bars. */
export function sensorPanel(sensor) {
  const weight = h('div.chips'), place = h('span.soft', {}, [sensor.position, `board ${sensor.device}`].filter(Boolean).join(' · '));
  const whose = h('p.whose', { hidden: '' }, 'score of the board · of the gateway’s own model');
  const scores = h('div.scores'), figures = h('dl.figures'), bands = h('div.bands');
  const element = h('article.panel', { 'aria-label': `Sensor ${sensor.id}` },
    h('header', {}, h('h3', {}, sensor.id), place, h('div.end', {}, weight)),
    h('div.sensor', {}, h('div', {}, whose, scores, figures), bands));
  const rows = new Map(), seen = new Map();
  const values = FIGURES.map(([, name]) => {
    const value = h('dd', {}, '–');
    figures.append(h('div', {}, h('dt', {}, name), value));
    return value;
  });

  function updateScores(now) {
    const names = Object.keys(now.classes).length ? Object.keys(now.classes) : Object.keys(now.ensemble);
    if (!names.length && !scores.childElementCount) scores.append(h('p.empty', {}, 'no model has scored yet'));
    whose.hidden = !Object.keys(now.ensemble).length;
    if (names.length) scores.querySelector('.empty')?.remove();
    list(scores, names, name => name, name => {
      const value = h('b'), board = h('i'), second = h('i'), secondBar = h('div.bar.thin', {}, second);
      const row = h('div.score', {}, h('div', {}, h('span', {}, faultName(name)), value), h('div.bar', {}, board), secondBar);
      rows.set(name, { value, board, second, secondBar });
      return row;
    }, (_, name) => {
      const { value, board, second, secondBar } = rows.get(name);
      const p = now.classes[name] ?? 0, q = now.ensemble[name];
      text(value, q === undefined ? number(p, 2) : `${number(p, 2)} · ${number(q, 2)}`);
      board.style.width = `${100 * p}%`;
      board.dataset.level = now.normalClasses.includes(name) ? 'normal' : p >= 0.8 ? 'alarm' : p >= 0.5 ? 'warning' : '';
      secondBar.hidden = q === undefined;
      if (q !== undefined) second.style.width = `${100 * q}%`;
    });
  }

  function updateBands(window) {
    const groups = groupFeatures(window.featureNames, window.features.length);
    list(bands, groups, group => group.title, group => h('div.band', {}, h('h4', {}, group.title, h('span', {}, group.note || `${group.members.length} values`)), h('canvas', { role: 'img', 'aria-label': group.title })), (band, group) => {
      const values = group.members.map(member => window.features[member.index]);
      const range = seen.get(group.title) ?? [0, 0];
      range[0] = Math.min(range[0], ...values);
      range[1] = Math.max(range[1], ...values);
      seen.set(group.title, range);
      drawBars(band.querySelector('canvas'), values, range, group.members);
    });
  }

  return {
    element,
    update(now) {
      const chips = now.weight >= 1 ? [h('span.chip', {}, 'full weight')] : [h('span.chip.bad', {}, `weight ${number(now.weight, 2)}`), ...now.reasons.map(reason => h('span.chip.bad', {}, reason.reason))];
      weight.replaceChildren(...chips);
      updateScores(now);
      if (now.last) {
        FIGURES.forEach(([, , show], i) => text(values[i], show(now.last)));
        updateBands(now.last);
      }
    },
  };
}
