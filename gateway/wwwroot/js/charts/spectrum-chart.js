import { h, text } from '../dom.js';
import { figure, number, ticks } from '../format.js';
import { style, uPlot } from './library.js';

/** A family of lines has a colour, a dash and a letter, never a colour alone. */
export const FAMILIES = {
  outer: { name: 'Outer race', colour: '--fault-outer', dash: [] },
  inner: { name: 'Inner race', colour: '--fault-inner', dash: [6, 3] },
  ball: { name: 'Balls', colour: '--fault-ball', dash: [2, 2] },
  cage: { name: 'Cage', colour: '--fault-cage', dash: [1, 4] },
  shaft: { name: 'Shaft', colour: '--soft', dash: [9, 3, 2, 3] },
};

/**
 * Amplitudes over frequency with marked lines and a cursor that pointer and keys move: arrows a bin, with Shift ten, N and P to the next and
 * the one before of the marks.
 */
export class SpectrumChart {
  /** options: {label, unit, digits, floor} */
  constructor(box, readout, options) {
    this.box = box;
    this.readout = readout;
    this.options = options;
    this.hidden = new Set();
    this.at = null;
    box.tabIndex = 0;
    box.setAttribute('role', 'application');
    box.setAttribute('aria-roledescription', 'spectrum');
    box.setAttribute('aria-label', `${options.label}. Arrow keys move the cursor, N and P go from mark to mark.`);
    box.addEventListener('keydown', event => this.key(event));
    if (!uPlot) {
      box.textContent = 'No charts: the chart library is not installed (npm ci). The table below has the figures.';
      return;
    }
    this.make = this.make.bind(this);
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.scheme.addEventListener('change', this.make);
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(box);
  }

  /** values[k] lies at k * binHz. */
  set({ values, binHz, marks, shaftHz, unit }) {
    Object.assign(this, { values, binHz, marks, shaftHz });
    this.options.unit = unit ?? this.options.unit;
    this.at = null;
    this.make();
    this.tell();
  }

  hide(kind, hidden) {
    hidden ? this.hidden.add(kind) : this.hidden.delete(kind);
    this.plot?.redraw();
  }

  get shownMarks() {
    return (this.marks ?? []).filter(mark => !this.hidden.has(mark.kind));
  }

  destroy() {
    this.scheme?.removeEventListener('change', this.make);
    this.watch?.disconnect();
    this.plot?.destroy();
  }

  size() {
    return { width: Math.max(120, Math.floor(this.box.clientWidth)), height: Math.max(140, Math.floor(this.box.clientHeight)) };
  }

  fit() {
    const size = this.size();
    if (this.plot && (size.width !== this.plot.width || size.height !== this.plot.height)) this.plot.setSize(size);
  }

  make() {
    if (!uPlot || !this.values) return;
    this.plot?.destroy();
    const axis = { stroke: style('--soft'), grid: { stroke: style('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif', gap: 4 };
    const floor = this.options.floor ?? 0;
    const top = Math.max(floor + 1e-9, ...this.values.slice(1));
    this.plot = new uPlot({
      ...this.size(),
      padding: [30, 26, 0, 0],
      cursor: { y: false, points: { size: 8 }, drag: { x: true, y: false } },
      legend: { show: false },
      scales: { x: { time: false }, y: { range: () => [floor, floor + (top - floor) * 1.06] } },
      axes: [{ ...axis, size: 26, values: (_, places) => ticks(places).map((tick, i) => (i === places.length - 1 ? `${tick} Hz` : tick)) }, { ...axis, size: 46, values: (_, places) => ticks(places) }],
      series: [{}, { label: this.options.label, stroke: style('--accent'), width: 1.5, fill: floor === 0 ? style('--accent-soft') : undefined, points: { show: false } }],
      hooks: { draw: [plot => this.paint(plot)], setCursor: [plot => this.follow(plot)] },
    }, [this.values.map((_, k) => k * this.binHz), this.values], this.box);
  }

  paint(plot) {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio || 1;
    ctx.save();
    ctx.font = `600 ${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = 'center';
    // Names go where there is room, harmonics before sidebands, the louder first.
    const marks = this.shownMarks.map(mark => ({ mark, x: plot.valToPos(mark.hz, 'x', true) })).filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width);
    for (const { mark, x } of marks) {
      const family = FAMILIES[mark.kind];
      ctx.strokeStyle = style(family.colour);
      ctx.globalAlpha = mark.sideband ? 0.35 : 0.9;
      ctx.lineWidth = (mark.sideband ? 1 : 1.6) * ratio;
      ctx.setLineDash(family.dash.map(part => part * ratio));
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
    const boxes = [];
    for (const { mark, x } of marks.filter(({ mark }) => !mark.sideband).sort((a, b) => a.mark.harmonic - b.mark.harmonic || b.mark.level - a.mark.level)) {
      const width = ctx.measureText(mark.name).width + 8 * ratio;
      const centre = Math.min(bbox.left + bbox.width - width / 2, Math.max(bbox.left + width / 2, x));
      const row = [0, 1].find(row => !boxes.some(box => box.row === row && Math.abs(box.centre - centre) < (box.width + width) / 2));
      if (row === undefined) continue;
      boxes.push({ row, centre, width });
      ctx.fillStyle = style(FAMILIES[mark.kind].colour);
      ctx.fillText(mark.name, centre, bbox.top - (4 + 12 * row) * ratio);
    }
    ctx.restore();
  }

  follow(plot) {
    const index = plot.cursor.idx;
    if (index === null || index === undefined || index === this.at) return;
    this.at = index;
    this.tell();
  }

  key(event) {
    if (!this.values) return;
    const from = this.at ?? 0, last = this.values.length - 1;
    const bins = this.shownMarks.map(mark => Math.round(mark.hz / this.binHz)).sort((a, b) => a - b);
    const step = event.shiftKey ? 10 : 1;
    const to = {
      ArrowRight: from + step, ArrowLeft: from - step, Home: 1, End: last,
      n: bins.find(bin => bin > from), p: bins.filter(bin => bin < from).pop(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.at = Math.min(last, Math.max(1, to));
    if (this.plot) this.plot.setCursor({ left: this.plot.valToPos(this.at * this.binHz, 'x'), top: 10 });
    this.tell();
  }

  tell() {
    if (this.at === null) {
      text(this.readout, 'Point at it, or use the arrow keys');
      return;
    }
    const hz = this.at * this.binHz, value = this.values[this.at];
    const mark = this.shownMarks.filter(mark => Math.abs(mark.hz - hz) <= Math.max(this.binHz, 0.02 * hz)).sort((a, b) => Math.abs(a.hz - hz) - Math.abs(b.hz - hz))[0];
    this.readout.replaceChildren(
      h('b', {}, `${number(hz, hz < 100 ? 2 : 1)} Hz`), this.shaftHz ? h('span', {}, `order ${number(hz / this.shaftHz, 2)}×`) : '', h('b', {}, `${figure(value)} ${this.options.unit}`),
      mark ? h('span.chip', {}, `${mark.name} (${FAMILIES[mark.kind].name.toLowerCase()})`) : '');
  }
}
