// All that the page asks, and it asks nobody but its own gateway.

/** What the gateway said when it refused: `message` is its own line. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let signedOut = () => {};

/** For an answer that is only so short because the session has ended. */
export const askForKey = () => signedOut();

/** Calls back when the gateway wants a key. */
export const onSignedOut = callback => { signedOut = callback; };

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(`/api/v1/${path}`, options);
  } catch {
    throw new Refusal(0, 'The gateway can’t be reached.');
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 401 && path !== 'session') signedOut();
  throw new Refusal(answer.status, said.error ?? `The gateway refused (${answer.status}).`);
}

const json = async answer => (answer.status === 204 || !answer.headers.get('Content-Type')?.includes('json') ? null : answer.json());

export const get = async path => (await ask(path)).json();

export const getText = async path => (await ask(path)).text();

/** A change: said once, however often the network makes us send it. */
export const post = async (path, body = {}) => json(await ask(path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('') },
  body: JSON.stringify(body),
}));

export const remove = async path => json(await ask(path, { method: 'DELETE' }));
