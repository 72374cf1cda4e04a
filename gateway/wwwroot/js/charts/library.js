// uPlot comes from npm and lies beside the page; without it figures stay, charts don't.
export const uPlot = await import('../../vendor/uPlot.esm.js').then(module => module.default, () => null);

/** A colour of the style sheet, as the scheme has it now. */
export const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
