import { style } from './library.js';

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
