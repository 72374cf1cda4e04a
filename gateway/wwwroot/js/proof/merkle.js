// The ledger contract in the browser: nothing here believes the gateway but for its public key.

const DOMAIN = new TextEncoder().encode('aiot-ledger-head-v1\0');

export const fromHex = hex => {
  if (!/^([0-9a-f]{2})*$/.test(hex)) throw new Error('this is not hex');
  return Uint8Array.from(hex.match(/../g) ?? [], byte => parseInt(byte, 16));
};

export const toHex = bytes => [...new Uint8Array(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('');

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

async function sha256(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

/** SHA-256(0x00 || record). */
export const leafHash = body => sha256(Uint8Array.of(0), new TextEncoder().encode(body));

/** SHA-256(0x01 || left || right). */
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

const isOdd = n => n % 2 === 1;
const half = n => Math.floor(n / 2);

/** The root that a leaf and its path lead to (RFC 9162, 2.1.3.2); null when the path's length does not fit the place. */
export async function rootOf(leaf, index, size, path) {
  if (!(index >= 0 && index < size)) return null;
  let fn = index, sn = size - 1, hash = leaf;
  for (const neighbour of path) {
    if (sn === 0) return null;
    if (isOdd(fn) || fn === sn) {
      hash = await nodeHash(neighbour, hash);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = await nodeHash(hash, neighbour);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 ? hash : null;
}

/** Whether the tree of `to` grew from that of `from` (RFC 9162, 2.1.4.2). Sizes are whole numbers, roots and path bytes. */
export async function grewFrom(from, to, path) {
  if (from.size === to.size) return path.length === 0 && same(from.root, to.root);
  if (!(from.size > 0 && from.size < to.size)) return false;
  const isPower = n => Number.isInteger(Math.log2(n));
  const way = isPower(from.size) ? [from.root, ...path] : [...path];
  if (!way.length) return false;
  let fn = from.size - 1, sn = to.size - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  let before = way[0], after = way[0];
  for (const hash of way.slice(1)) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      before = await nodeHash(hash, before);
      after = await nodeHash(hash, after);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      after = await nodeHash(after, hash);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && same(before, from.root) && same(after, to.root);
}

/** The 100 bytes that a head signs. */
function signedBytes(head) {
  const bytes = new Uint8Array(100);
  const view = new DataView(bytes.buffer);
  bytes.set(DOMAIN);
  bytes.set(fromHex(head.keyId), 20);
  view.setBigUint64(52, BigInt(head.utcMs));
  view.setBigUint64(60, BigInt(head.size));
  bytes.set(fromHex(head.root), 68);
  return bytes;
}

/** A public key from its PEM text: {key, id}. */
export async function publicKey(pem) {
  const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, '')), c => c.charCodeAt(0));
  return { key: await crypto.subtle.importKey('spki', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']), id: toHex(await sha256(der)) };
}

/** Whether a head is signed (ES256) by a key. */
export async function isSigned(head, { key, id }) {
  if (head.keyId !== id || fromHex(head.root).length !== 32) return false;
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, fromHex(head.signature), signedBytes(head));
}
