import { h } from './dom.js';

let shown = null;

/** Asks for an API key, once; a right one loads the page anew. */
export function signIn() {
  if (shown) return;
  const key = h('input', { id: 'key', type: 'password', autocomplete: 'current-password', required: '', spellcheck: 'false' });
  const said = h('p', { role: 'alert' }, '');
  const form = h('form', {},
    h('h2', {}, 'Sign in'),
    h('p', {}, 'This gateway answers with an API key. `aiot-gateway init` and `aiot-gateway keys add` show one.'),
    h('label', { for: 'key' }, 'API key'), key, said, h('button', { type: 'submit' }, 'Sign in'));
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const answer = await fetch('/api/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ key: key.value }) });
    if (answer.ok) location.reload();
    else said.textContent = (await answer.json().catch(() => ({}))).error ?? `The gateway refused (${answer.status}).`;
  });
  shown = h('dialog.signin', {}, form);
  document.body.append(shown);
  shown.showModal();
  key.focus();
}
