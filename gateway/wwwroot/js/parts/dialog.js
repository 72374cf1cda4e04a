import { h } from '../dom.js';

/**
 * A form in a modal dialog, which holds the focus and gives it back. act() does what is asked; what it throws is shown in the dialog.
 * @returns {Promise<boolean>} true when it was done, false when it was left.
 */
export function ask({ title, words, fields = [], action, danger = false, act }) {
  return new Promise(resolve => {
    const said = h('p.said', { role: 'alert' });
    const go = h(danger ? 'button.primary.danger' : 'button.primary', { type: 'submit' }, action);
    const leave = h('button', { type: 'button' }, 'Cancel');
    const heading = h('h2', { id: 'dialog-title' }, title);
    const form = h('form', {}, heading, words ? h('p.soft', {}, words) : null, ...fields, said, h('div.actions', {}, leave, go));
    const dialog = h('dialog.ask', { 'aria-labelledby': 'dialog-title' }, form);
    let done = false;
    leave.addEventListener('click', () => dialog.close());
    form.addEventListener('submit', async event => {
      event.preventDefault();
      go.disabled = true;
      said.textContent = '';
      try {
        await act(new FormData(form));
        done = true;
        dialog.close();
      } catch (wrong) {
        said.textContent = wrong.status === 401 ? 'Not done: your session had ended. Send it again.' : wrong.message;
      } finally {
        go.disabled = false;
      }
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(done);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

let fields = 0;

export function field(label, control, hint) {
  control.id ||= `field-${++fields}`;
  const note = hint ? h('span.soft', { id: `${control.id}-hint` }, hint) : null;
  if (note) control.setAttribute('aria-describedby', note.id);
  return h('div.field', {}, h('label', { for: control.id }, label), control, note);
}

export const comment = () => field('Comment', h('input', { name: 'comment', type: 'text', maxlength: 500, autocomplete: 'off' }), 'Optional; one line. It stays with the record.');
