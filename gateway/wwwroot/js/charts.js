import { clock, number } from './format.js';

// uPlot comes from npm and lies beside the page; without it figures stay, charts don't.
const uPlot = await import('../vendor/uPlot.esm.js').then(module => module.default, () => null);

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const STATES = ['unknown', 'normal', 'warning', 'alarm'];

/**
 * A time chart that follows its box and the colour scheme.
 * options: {series: [{label, colour}], range(data) -> [low, high], paint(uplot), digits, unit}
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
    const { series, range, paint, digits = 0 } = this.options;
    const axis = { stroke: style('--soft'), grid: { stroke: style('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif', gap: 4 };
    this.plot = new uPlot({
      ...this.size(),
      padding: [8, 8, 0, 0],
      cursor: { points: { size: 7 }, y: false },
      legend: { show: false },
      scales: { x: { time: false }, y: { range: () => range(this.data) } },
      axes: [
        { ...axis, size: 26, values: (_, ticks) => ticks.map(clock) },
        { ...axis, size: 40, values: (_, ticks) => ticks.map(tick => number(tick, digits && Math.abs(tick) < 10 ? digits : 0)) },
      ],
      series: [{}, ...series.map(({ label, colour, fill }) => ({
        label, stroke: style(colour), width: 2, fill: fill ? style(fill) : undefined, points: { show: false }, spanGaps: true,
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

const MOST_LABELS = 12;

/** Vertical bars on a canvas; few of them carry their names and values. members: [{name, label, show}]. */
export function drawBars(canvas, values, [low, high], members) {
  const ratio = devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (!width || !height) return;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const ctx = canvas.getContext('2d');
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  const labelled = values.length <= MOST_LABELS;
  const step = (width - 12) / values.length, bar = labelled ? Math.min(64, step * 0.62) : step - Math.min(3, step * 0.25);
  const floor = height - (labelled ? 22 : 6), room = floor - (labelled ? 22 : 8);
  const span = Math.max(1, high - low);
  const accent = style('--accent'), ink = style('--ink'), soft = style('--soft');
  ctx.textAlign = 'center';
  values.forEach((value, i) => {
    const part = Math.min(1, Math.max(0.02, (value - low) / span));
    const centre = 6 + (i + 0.5) * step, tall = part * room;
    ctx.fillStyle = accent;
    ctx.globalAlpha = 0.5 + 0.5 * part;
    ctx.beginPath();
    ctx.roundRect(centre - bar / 2, floor - tall, Math.max(1, bar), tall, Math.min(4, bar / 3));
    ctx.fill();
    ctx.globalAlpha = 1;
    if (labelled) {
      ctx.font = '600 12px system-ui, sans-serif';
      ctx.fillStyle = ink;
      ctx.fillText(members[i].show(value), centre, floor - tall - 6);
      ctx.font = '11px system-ui, sans-serif';
      ctx.fillStyle = soft;
      ctx.fillText(members[i].label, centre, height - 7);
    }
  });
  const words = members.map((member, i) => `${member.label} ${member.show(values[i])}`);
  canvas.title = words.join('\n');
  canvas.setAttribute('aria-label', labelled ? words.join(', ') : `${values.length} values, highest ${words[values.indexOf(Math.max(...values))]}`);
}
