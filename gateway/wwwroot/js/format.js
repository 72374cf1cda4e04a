// Numbers and times as people read them.

export const number = (value, digits = 0) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Machine time: 75.2 -> "1:15". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = whole % 60;
  return h ? `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}` : `${m}:${String(s).padStart(2, '0')}`;
}

/** How long ago, from UTC milliseconds. */
export function ago(utcMs) {
  if (!utcMs) return 'never';
  const s = Math.max(0, (Date.now() - utcMs) / 1000);
  if (s < 5) return 'just now';
  if (s < 90) return `${Math.round(s)} s ago`;
  if (s < 5400) return `${Math.round(s / 60)} min ago`;
  if (s < 129600) return `${Math.round(s / 3600)} h ago`;
  return `${Math.round(s / 86400)} d ago`;
}

export const wallTime = utcMs => new Date(utcMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const FAULTS = { outer: 'outer race', inner: 'inner race', ball: 'ball', cage: 'cage' };

/** A model's class in words. */
export const faultName = name => FAULTS[name] ?? name.replaceAll('_', ' ');
