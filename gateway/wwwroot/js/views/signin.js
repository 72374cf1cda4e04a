import { h } from '../dom.js';

let shown = null;

/** Asks for an API key over the whole page. resume(): the page goes on as it is; null: a right key loads it. */
export function signIn(resume) {
  if (shown) return;
  const key = h('input', { id: 'key', name: 'key', type: 'password', autocomplete: 'current-password', required: '', spellcheck: 'false', 'aria-describedby': 'key-hint' });
  const said = h('p.said', { role: 'alert' });
  const go = h('button.primary', { type: 'submit' }, 'Sign in');
  const form = h('form', {},
    h('img', { src: 'icon.svg', alt: '', width: 44, height: 44 }),
    h('h1', { id: 'signin-title' }, resume ? 'Your session has ended' : 'Machine condition'),
    h('p.soft', {}, resume ? 'Sign in again to go on: what you were doing, and what you had typed, is still there.' : 'Sign in to this gateway.'),
    h('label', { for: 'key' }, 'API key'), key,
    h('p.soft.small', { id: 'key-hint' }, h('code', {}, 'aiot-gateway init'), ' and ', h('code', {}, 'aiot-gateway keys add'), ' show one. A session lasts twelve hours.'), said, go);
  form.addEventListener('submit', async event => {
    event.preventDefault();
    go.disabled = true;
    said.textContent = '';
    try {
      const answer = await fetch('/api/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ key: key.value }) });
      if (answer.ok && resume) {
        shown.close();
        shown.remove();
        shown = null;
        resume();
      } else if (answer.ok) location.reload();
      else said.textContent = (await answer.json().catch(() => ({}))).error ?? `The gateway refused (${answer.status}).`;
    } catch {
      said.textContent = 'The gateway can’t be reached.';
    } finally {
      go.disabled = false;
    }
  });
  shown = h('dialog.signin', { 'aria-labelledby': 'signin-title' }, form);
  shown.addEventListener('cancel', event => event.preventDefault());
  document.body.append(shown);
  shown.showModal();
  key.focus();
}
