import { get } from '../api.js';
import { FAMILIES, SpectrumChart } from '../charts/spectrum-chart.js';
import { Chart } from '../charts/time-chart.js';
import { h, text } from '../dom.js';
import { figure, number, signed, when } from '../format.js';
import { field } from '../parts/dialog.js';

const PARTS = { outer: 'Outer race', inner: 'Inner race', ball: 'Balls (2×BSF)', cage: 'Cage' };
const BANDS = [['1000', 'to 1 kHz'], ['200', 'to 200 Hz'], ['', 'all']];

/** A raw capture: envelope, spectrum and time wave, with the bearing's fault orders marked. */
export async function capture(parent, plant, machineId, id) {
  const detail = await get(`captures/${id}`);
  const { capture: held, figures, bearing } = detail;
  const machine = plant.machines.get(machineId);
  const speed = h('input', { type: 'number', min: 1, max: 60000, step: 'any', inputmode: 'decimal', value: held.shaftHz ? (60 * held.shaftHz).toFixed(0) : '', placeholder: 'not known' });
  const band = h('select', {}, ...BANDS.map(([value, words]) => h('option', { value }, words)));
  const unit = h('select', {}, h('option', { value: 'velocityMmS' }, 'Velocity, mm/s RMS'), h('option', { value: 'accelerationG' }, 'Acceleration, g RMS'));
  const said = h('p.soft', { role: 'status' });
  const charts = [];
  const panel = (title, note, options) => {
    const box = h('div.chart.tall'), readout = h('p.readout', { 'aria-live': 'polite' });
    const table = h('tbody');
    const rows = h('details', {}, h('summary', {}, 'Marked lines as a table'), h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': `${title}: marked lines` }, h('table', {},
      h('thead', {}, h('tr', {}, ...['line', 'order', 'expected', 'found at', options.unit].map((name, i) => h(i ? 'th.num' : 'th', { scope: 'col' }, name)))), table)));
    const element = h('section.panel', { 'aria-label': title }, h('header', {}, h('h2', {}, title), h('span.soft', {}, note), readout), box, rows);
    const chart = new SpectrumChart(box, readout, options);
    charts.push(chart);
    return {
      element, chart,
      show(answer, values, binHz, unitName) {
        chart.set({ values, binHz, marks: answer.marks.map(mark => ({ ...mark, level: values[Math.round(mark.peakHz / binHz)] })), shaftHz: answer.shaftHz, unit: unitName });
        table.replaceChildren(...answer.marks.map(mark => h('tr', {}, h('td', {}, mark.name), h('td.num', {}, `${number(mark.order, 3)}×`), h('td.num', {}, `${number(mark.hz, 1)} Hz`), h('td.num', {}, `${number(mark.peakHz, 1)} Hz`),
          h('td.num', {}, figure(values[Math.round(mark.peakHz / binHz)])))));
        rows.hidden = !answer.marks.length;
      },
    };
  };
  const envelope = panel('Envelope spectrum', 'what repeats in bursts, dB over its surroundings', { label: 'Envelope spectrum', unit: 'dB', floor: -6 });
  const spectrum = panel('Spectrum', 'Hann windows, averaged', { label: 'Spectrum', unit: 'mm/s' });
  const wave = h('div.chart', { role: 'img', 'aria-label': `time wave: RMS ${figure(figures.accelerationG)} g, peak ${figure(figures.peakG)} g` });
  const scores = h('div.partscores');
  const families = Object.entries(FAMILIES).map(([kind, family]) => {
    const swatch = h('i.swatch');
    swatch.style.background = `var(${family.colour})`;
    const button = h('button.filter', { type: 'button', 'aria-pressed': 'true' }, swatch, family.name);
    button.addEventListener('click', () => {
      const shown = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(shown));
      for (const chart of charts) chart.hide(kind, !shown);
    });
    return { kind, button };
  });
  const facts = [['velocity', `${figure(figures.velocityMmS)} mm/s`], ['RMS', `${figure(figures.accelerationG)} g`], ['peak', `${figure(figures.peakG)} g`], ['crest factor', number(figures.crest, 1)], ['kurtosis', number(figures.kurtosis, 1)],
    ['length', `${number(1000 * held.seconds)} ms`], ['rate', `${number(held.rateHz)}/s`]];
  parent.replaceChildren(
    h('nav.crumbs', { 'aria-label': 'Breadcrumb' }, h('a', { href: '#/' }, 'Fleet'), h('a', { href: `#/machine/${machineId}` }, machine?.name ?? machineId), h('span', { 'aria-current': 'page' }, `Capture ${held.id}`)),
    h('section.panel', {},
      h('div.headline', {}, h('h1', { tabindex: -1 }, held.sensor || held.device), h('span.soft', {}, `${when(held.takenUtcMs)} · ${held.cause === 'alarm' ? 'on alarm' : 'on request'} · board ${held.device}`),
        h('span.end.actions', {}, h('a.button', { href: `/api/v1/captures/${held.id}/samples.wav`, download: '' }, 'WAV'), h('a.button', { href: `/api/v1/captures/${held.id}/samples.csv`, download: '' }, 'CSV'))),
      h('dl.figures', {}, ...facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
      h('div.knobs', {}, field('Shaft speed, rpm', speed), field('Band', band), field('Unit', unit)), said),
    h('div.toolbar', { role: 'group', 'aria-label': 'Marked lines' }, ...families.map(({ button }) => button)),
    h('div.grid', {}, h('div', {}, envelope.element), h('div', {}, spectrum.element),
      h('section.panel.wide', { 'aria-label': 'Time wave' }, h('header', {}, h('h2', {}, 'Time wave'), h('span.soft', {}, 'g, the mean taken off')), wave),
      h('section.panel.narrow', { 'aria-label': 'Bearing' }, h('header', {}, h('h2', {}, 'Bearing'), h('span.soft.end', {}, bearing ? [bearing.name || bearing.id, bearing.position].filter(Boolean).join(', ') : '')), scores)));

  let latest = null;
  function showSpectrum() {
    if (!latest) return;
    const key = unit.value;
    spectrum.show(latest, latest.spectrum[key], latest.spectrum.binHz, key === 'velocityMmS' ? 'mm/s' : 'g');
  }

  async function load() {
    const rpm = Number(speed.value), asked = rpm > 0 && (!held.shaftHz || Math.abs(rpm - 60 * held.shaftHz) >= 0.5);
    const shaft = asked ? `shaftHz=${rpm / 60}` : '';
    const [lines, bursts] = await Promise.all([get(`captures/${id}/spectrum?${shaft}${band.value ? `&maxHz=${band.value}` : ''}`), get(`captures/${id}/envelope?${shaft}`)]);
    latest = lines;
    for (const { kind, button } of families) button.hidden = ![...lines.marks, ...bursts.marks].some(mark => mark.kind === kind);
    showSpectrum();
    envelope.show(bursts, bursts.envelope.db, bursts.envelope.binHz, 'dB');
    const words = { measured: 'Orders at the speed that was measured with this capture.', input: 'Orders at the speed that the gateway’s own input counted then.', nominal: 'Orders at the machine’s nominal speed: none was measured.', asked: 'Orders at the speed you gave.', unknown: 'The speed is not known: give one to mark the orders.' }[bursts.speedFrom];
    text(said, `${words} ${bearing ? '' : 'The assets name no bearing here, so only the shaft’s orders are marked. '}Bins of ${number(lines.spectrum.binHz, 2)} Hz and ${number(bursts.envelope.binHz, 2)} Hz.`);
    const best = Math.max(...bursts.envelope.scores.filter(score => score.part !== 'cage').map(score => score.db));
    scores.replaceChildren(...(bursts.envelope.scores.length
      ? [h('p.soft', {}, 'How far the envelope rises at each part’s order and its harmonics, over chance.'), ...bursts.envelope.scores.map(score => {
        const bar = h('i');
        bar.style.width = `${Math.min(100, Math.max(0, score.db * 5))}%`;
        bar.style.background = `var(${FAMILIES[score.part].colour})`;
        return h('div.score', {}, h('div', {}, h(score.db === best && best > 3 ? 'strong' : 'span', {}, PARTS[score.part]), h('b', {}, score.order ? `${signed(score.db)} dB` : '–')), h('div.bar', {}, bar), h('div.soft.small', {}, score.order ? `${number(score.order, 3)}×` : 'order not known'));
      })]
      : [h('p.empty', {}, bearing ? 'The speed is not known.' : 'With the bearing’s geometry in the assets file its fault orders are marked here.')]));
  }

  const samples = await get(`captures/${id}/wave`);
  const reach = Math.max(1e-6, ...samples.highG, ...samples.lowG.map(value => -value)) * 1.05;
  const time = new Chart(wave, {
    series: samples.stretch > 1 ? [{ label: 'highest', colour: '--accent' }, { label: 'lowest', colour: '--accent' }] : [{ label: 'g', colour: '--accent' }],
    range: () => [-reach, reach], digits: 2, ticks: value => `${number(1000 * value)} ms`, thin: true,
  });
  const at = samples.highG.map((_, i) => i * samples.stepSeconds);
  time.set(samples.stretch > 1 ? [at, samples.highG, samples.lowG] : [at, samples.highG]);
  charts.push(time);
  const again = () => load().catch(wrong => text(said, wrong.message));
  for (const knob of [speed, band]) knob.addEventListener('change', again);
  unit.addEventListener('change', showSpectrum);
  await load();
  return { title: `Capture ${held.id}`, on: {}, close: () => charts.forEach(chart => chart.destroy()) };
}
