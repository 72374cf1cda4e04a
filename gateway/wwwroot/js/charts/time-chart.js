import { clock, number } from '../format.js';
import { style, uPlot } from './library.js';

const STATES = ['unknown', 'normal', 'warning', 'alarm'];

/**
 * A time chart that follows its box and the colour scheme.
 * options: {series: [{label, colour, fill}], range(data) -> [low, high], paint(uplot), digits, ticks(x), thin}
 */
export class Chart {
  constructor(box, options) {
    this.box = box;
    this.options = options;
    this.data = [[], ...options.series.map(() => [])];
    if (!uPlot) {
      box.textContent = 'No charts: the chart library is not installed (npm ci).';
      return;
    }
    this.make = this.make.bind(this);
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.scheme.addEventListener('change', this.make);
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(box);
    this.make();
  }

  set(data) {
    this.data = data;
    this.plot?.setData(data);
  }

  destroy() {
    this.scheme?.removeEventListener('change', this.make);
    this.watch?.disconnect();
    this.plot?.destroy();
  }

  size() {
    return { width: Math.max(120, Math.floor(this.box.clientWidth)), height: Math.max(100, Math.floor(this.box.clientHeight)) };
  }

  fit() {
    const size = this.size();
    if (this.plot && (size.width !== this.plot.width || size.height !== this.plot.height)) this.plot.setSize(size);
  }

  make() {
    this.plot?.destroy();
    const { series, range, paint, digits = 0, ticks = clock, thin = false } = this.options;
    const axis = { stroke: style('--soft'), grid: { stroke: style('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif', gap: 4 };
    this.plot = new uPlot({
      ...this.size(),
      padding: [8, 8, 0, 0],
      cursor: { points: { size: 7 }, y: false },
      legend: { show: false },
      scales: { x: { time: false }, y: { range: () => range(this.data) } },
      axes: [
        { ...axis, size: 26, values: (_, places) => places.map(ticks) },
        { ...axis, size: 40, values: (_, ticks) => ticks.map(tick => number(tick, digits && Math.abs(tick) < 10 ? digits : 0)) },
      ],
      series: [{}, ...series.map(({ label, colour, fill }) => ({
        label, stroke: style(colour), width: thin ? 1 : 2, fill: fill ? style(fill) : undefined, points: { show: false }, spanGaps: false,
      }))],
      hooks: paint ? { drawClear: [plot => paint(plot)] } : {},
    }, this.data, this.box);
  }
}

/** Fills the horizontal zones of a velocity chart and names them. */
export function paintZones(limits) {
  return plot => {
    const { ctx, bbox } = plot;
    const edges = [0, limits.ab, limits.bc, limits.cd, Infinity];
    ctx.save();
    ctx.font = `600 ${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    for (const [i, name] of ['a', 'b', 'c', 'd'].entries()) {
      const low = Math.max(edges[i], plot.scales.y.min ?? 0), high = Math.min(edges[i + 1], plot.scales.y.max ?? 1);
      if (!(high > low)) continue;
      const bottom = plot.valToPos(low, 'y', true), top = plot.valToPos(high, 'y', true);
      ctx.fillStyle = style(`--zone-${name}`);
      ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
      if (bottom - top > 14 * devicePixelRatio) {
        ctx.fillStyle = style('--soft');
        ctx.fillText(name.toUpperCase(), bbox.left + bbox.width - 6 * devicePixelRatio, (top + bottom) / 2);
      }
    }
    ctx.restore();
  };
}

/** Fills the stretches of time that a machine spent in a state. states(): one number per x. */
export function paintStates(states) {
  return plot => {
    const { ctx, bbox } = plot;
    const xs = plot.data[0], all = states();
    ctx.save();
    for (let start = 0; start < xs.length;) {
      let end = start;
      while (end + 1 < xs.length && all[end + 1] === all[start]) end++;
      const name = STATES[all[start]];
      if (name === 'warning' || name === 'alarm') {
        const left = plot.valToPos(xs[start], 'x', true);
        const right = end + 1 < xs.length ? plot.valToPos(xs[end + 1], 'x', true) : bbox.left + bbox.width;
        ctx.fillStyle = style(`--${name}-bg`);
        ctx.fillRect(left, bbox.top, right - left, bbox.height);
      }
      start = end + 1;
    }
    ctx.restore();
  };
}
