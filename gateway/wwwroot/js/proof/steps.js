import { get, getText } from '../api.js';
import { h } from '../dom.js';
import { number, when } from '../format.js';
import { fromHex, grewFrom, isSigned, leafHash, publicKey, rootOf, toHex } from './merkle.js';

const SEEN = 'aiot-ledger-seen';
const short = hex => `${hex.slice(0, 16)}…`;

const seen = () => {
  try {
    return JSON.parse(localStorage.getItem(SEEN) ?? 'null');
  } catch {
    return null;
  }
};

const remember = (head, first) => {
  try {
    localStorage.setItem(SEEN, JSON.stringify({ head, keyId: head.keyId, firstUtcMs: first }));
  } catch {
    // A browser that keeps nothing compares with nothing.
  }
};

/** A list of steps that fills as they are taken; the first that fails ends it. */
class Steps {
  constructor(parent) {
    this.parent = parent;
    parent.replaceChildren();
  }

  add(ok, title, detail) {
    this.parent.append(h('li', { 'data-ok': String(ok) }, h('span.mark', { 'aria-hidden': 'true' }, ok ? '✓' : '✕'), h('div', {}, h('strong', {}, title), h('span.unseen', {}, ok ? ': holds.' : ': does not hold.'), h('p', {}, ...detail))));
    return ok;
  }
}

const code = words => h('code', {}, words);

/** Is there cryptography? Browsers have it on this machine and over TLS only. */
const canVerify = () => Boolean(globalThis.crypto?.subtle);

/**
 * Verifies that a record is in the ledger, with each step shown.
 * @param shown the body that the page shows: it must be the one that is proven.
 * @returns {Promise<boolean|null>} null: this browser can't.
 */
export async function verifyRecord(parent, id, shown) {
  const steps = new Steps(parent);
  if (!canVerify()) {
    parent.append(h('li', {}, h('div', {}, 'This browser has cryptography only over TLS or on the machine itself. On any machine: ', code(`aiot-gateway ledger verify proof.json --key ledger.pub`))));
    return null;
  }
  const [proof, pem] = await Promise.all([get(`ledger/records/${id}/proof`), getText('ledger/key')]);
  const { record, head } = proof;
  const leaf = await leafHash(record.body);
  if (!steps.add(record.id === id && canonical(JSON.parse(record.body)) === canonical(shown), 'The record is the one on this page', [`${number(new TextEncoder().encode(record.body).length)} bytes. Hashed as a leaf: `, code(short(toHex(leaf)))])) return false;
  const root = await rootOf(leaf, record.id - 1, head.size, proof.path.map(fromHex));
  const computed = root && toHex(root);
  if (!steps.add(computed === head.root, `${number(proof.path.length)} neighbours lead from the leaf to the root`, computed
    ? [`Record ${number(record.id)} of ${number(head.size)}. Computed here: `, code(short(computed)), '; in the head: ', code(short(head.root))] : ['The path does not fit the record’s place.'])) return false;
  return verifyHead(steps, head, pem);
}

/** Verifies a head by itself. */
export async function verifyNewest(parent, head) {
  if (!canVerify()) {
    parent.replaceChildren(h('li', {}, 'This browser has cryptography only over TLS or on the machine itself.'));
    return null;
  }
  return verifyHead(new Steps(parent), head, await getText('ledger/key'));
}

async function verifyHead(steps, head, pem) {
  const key = await publicKey(pem);
  if (!steps.add(await isSigned(head, key), 'The gateway has signed this root', ['ES256 over size, time and root, ', when(head.utcMs), ', by key ', code(short(head.keyId))])) return false;
  const before = seen();
  if (!before) {
    remember(head, Date.now());
    steps.add(true, 'Remembered in this browser', ['Later visits check that the ledger has only grown from here, and that the key is still this one.']);
    return true;
  }
  if (!steps.add(before.keyId === head.keyId, 'The key is the one that this browser knows', ['Since ', when(before.firstUtcMs), ': ', code(short(before.keyId))])) return false;
  const [older, newer] = before.head.size <= head.size ? [before.head, head] : [head, before.head];
  const growth = older.size === newer.size ? { path: [] } : await get(`ledger/consistency?from=${older.size}&to=${newer.size}`);
  const grew = await grewFrom({ size: older.size, root: fromHex(older.root) }, { size: newer.size, root: fromHex(newer.root) }, growth.path.map(fromHex));
  if (!steps.add(grew, 'Nothing that this browser has seen was changed or left out', [`The tree of ${number(newer.size)} records contains the one of ${number(older.size)} that was seen ${when(older.utcMs)}.`])) return false;
  if (head.size >= before.head.size) remember(head, before.firstUtcMs);
  return true;
}

/** JSON with its members in order: two texts of the same value are the same. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value && typeof value === 'object') return `{${Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
  return JSON.stringify(value);
}
