// Numbers and times as people read them.

export const number = (value, digits = 0) => (Number.isFinite(value) ? value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }) : '–');

/** About as many digits as a technician uses: 0.0123, 1.23, 12.3, 123. */
export function figure(value) {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return number(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4);
}

/** Places on an axis, all with the digits that their distance needs. */
export function ticks(places) {
  const step = places.length > 1 ? Math.abs(places[1] - places[0]) : 1;
  const digits = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return places.map(place => number(place, digits));
}

/** With its sign, a true minus. */
export const signed = (value, digits = 1) => `${value < 0 ? '−' : '+'}${number(Math.abs(value), digits)}`;

/** Machine time: 75.2 -> "1:15". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = whole % 60;
  return h ? `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}` : `${m}:${String(s).padStart(2, '0')}`;
}

/** A length of time in words. */
export function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${number(seconds / 3600, seconds < 36000 ? 1 : 0)} h`;
  return `${number(seconds / 86400, seconds < 864000 ? 1 : 0)} days`;
}

/** How long ago, from UTC milliseconds. */
export function ago(utcMs) {
  if (!utcMs) return 'never';
  const s = Math.max(0, (Date.now() - utcMs) / 1000);
  return s < 5 ? 'just now' : `${duration(s)} ago`;
}

export const wallTime = utcMs => new Date(utcMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The time alone for today, else with its day. */
export function when(utcMs) {
  if (!utcMs) return '–';
  const at = new Date(utcMs), today = new Date().toDateString() === at.toDateString();
  return today ? wallTime(utcMs) : at.toLocaleString([], { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
}

const FAULTS = { outer: 'outer race', inner: 'inner race', ball: 'ball', cage: 'cage' };

/** A model's class in words. */
export const faultName = name => FAULTS[name] ?? name.replaceAll('_', ' ');

export const capital = words => words.charAt(0).toUpperCase() + words.slice(1);
