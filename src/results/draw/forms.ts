// In which forms pictures are written.

/** From nothing to all of it; each form has what the one before it has. */
export const PLOT_FORMS = ['none', 'svg', 'png'] as const;

/** `none`: no picture; `svg`: Vega-Lite and SVG, and a page that shows them; `png`: PNG too. */
export type PlotForm = (typeof PLOT_FORMS)[number];

/** A page shows SVG; PNG takes a third of the time of drawing, and few pictures are copied into a document. */
export const DEFAULT_FORM: PlotForm = 'svg';

/** Whether what was drawn has all that is wanted. */
export const includes = (drawn: PlotForm, wanted: PlotForm): boolean =>
  PLOT_FORMS.indexOf(drawn) >= PLOT_FORMS.indexOf(wanted);
