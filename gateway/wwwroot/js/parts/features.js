// What features mean (docs/contracts/features.md): how they are grouped, called and shown.
import { number } from '../format.js';

const ratio = value => { const x = 2 ** (value / 256); return number(x, x < 10 ? 2 : x < 100 ? 1 : 0); };
const times = value => `×${ratio(value)}`;
const linear = value => number(value / 256, 2);
const share = value => `${number(100 * 2 ** (value / 256), 1)} %`;

const KNOWN = {
  comb_bpfo: ['BPFO', times], comb_bpfi: ['BPFI', times], comb_2bsf: ['2×BSF', times], comb_ftf: ['FTF', times],
  crest: ['crest', ratio], kurtosis: ['kurtosis', ratio], skewness: ['skewness', linear],
  envelope_level: ['level', times], envelope_kurtosis: ['kurtosis', ratio], envelope_crest: ['crest', ratio],
  velocity_rms: ['velocity', value => `${ratio(value)} µm/s`], rms: ['RMS', value => `${ratio(value)} µg`], peak: ['peak', value => `${ratio(value)} µg`],
};

const GROUPS = [
  [/^comb/, 'Bearing fault orders in the envelope', 'over what lies at no fault order'],
  [/^envelope/, 'Envelope', ''],
  [/^(crest|kurtosis|skewness)$/, 'Shape of the signal', ''],
  [/^band/, 'Energy by frequency band', 'share of all'],
  [/^(shaft|order)/, 'Shaft orders', 'share of all energy'],
  [/^(log|spectrum|bin)/, 'Spectrum', ''],
  [/^(rms|peak|velocity)/, 'Level', ''],
];

const ORDER = new Map(GROUPS.map(([, title], i) => [title, i]));

/** [{title, note, members: [{index, name, label, show}]}]; features without a known name stay together. */
export function groupFeatures(names, count) {
  const groups = new Map();
  for (let index = 0; index < count; index++) {
    const name = names[index] ?? `feature ${index}`;
    const [, title, note] = GROUPS.find(([pattern]) => pattern.test(name)) ?? [null, names[index] ? 'Other features' : 'Features', ''];
    if (!groups.has(title)) groups.set(title, { title, note, members: [] });
    const members = groups.get(title).members;
    const [label, show] = KNOWN[name] ?? [name.replace(/^[a-z]+_/, ''), /^(band|shaft|order)/.test(name) ? share : String];
    members.push({ index, name, label, show });
  }
  return [...groups.values()].sort((a, b) => (ORDER.get(a.title) ?? 99) - (ORDER.get(b.title) ?? 99));
}
