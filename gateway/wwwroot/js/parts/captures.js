import { get, post } from '../api.js';
import { h, list, text } from '../dom.js';
import { ago, number, when } from '../format.js';

const STATES = {
  asked: 'asked', taking: 'the board is taking it', arriving: 'arriving', kept: 'kept', refused: 'the board refuses', silent: 'no answer', lost: 'lost',
};

/** Raw captures of a machine, and asking its boards for new ones. */
export function capturePanel(machine, plant) {
  const devices = [...new Set(machine.sensors.map(sensor => sensor.device))];
  const rows = h('ul.log.short', { 'aria-label': 'Raw captures' });
  const said = h('p.soft', { role: 'status' });
  const buttons = devices.map(device => {
    const button = h('button', { type: 'button' }, devices.length > 1 ? `Capture ${device} now` : 'Capture now');
    button.addEventListener('click', async () => {
      button.disabled = true;
      try {
        tell(await post(`devices/${device}/capture`));
      } catch (wrong) {
        text(said, wrong.message);
      } finally {
        button.disabled = false;
      }
    });
    return button;
  });
  const element = h('section.panel', { 'aria-label': 'Spectra and raw captures' },
    h('header', {}, h('h2', {}, 'Spectra'), h('span.soft', {}, 'from raw captures: on request, and when an alarm begins'), h('span.end.actions', {}, ...(plant.isTechnician ? buttons : []))), said, rows);

  function tell(status) {
    if (!devices.includes(status.device)) return;
    const part = status.total ? ` (${number(100 * status.received / status.total)} %)` : '';
    text(said, status.state === 'kept' ? '' : `${status.device}: ${STATES[status.state] ?? status.state}${status.state === 'arriving' ? part : ''}${status.reason ? `: ${status.reason}` : ''}`);
    if (status.state === 'kept') refresh().catch(() => {});
  }

  async function refresh() {
    const captures = await get(`machines/${machine.id}/captures?limit=20`);
    if (!captures.length) {
      rows.replaceChildren(h('li.empty', { 'data-key': 'none' }, 'No raw capture yet. A capture is a window’s raw samples; spectrum, envelope and time wave are made of it.'));
      return;
    }
    list(rows, captures, capture => capture.id, capture => h('li', {}, h('a.row', { href: `#/machine/${machine.id}/capture/${capture.id}` },
      h('strong', {}, capture.sensor || capture.device), h('span', {}, capture.cause === 'alarm' ? 'on alarm' : capture.askedBy ? `asked by ${capture.askedBy}` : 'on request'),
      h('span.soft', {}, `${number(capture.samples)} samples at ${number(capture.rateHz)}/s${capture.shaftHz ? ` · ${number(60 * capture.shaftHz)} rpm` : ''}`),
      h('time', { datetime: new Date(capture.takenUtcMs).toISOString(), title: when(capture.takenUtcMs) }, ago(capture.takenUtcMs)))));
  }

  refresh().catch(wrong => text(said, wrong.message));
  return { element, tell, refresh };
}
