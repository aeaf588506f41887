// SVG → PNG.
import { Resvg } from '@resvg/resvg-js';
import { fontFiles } from './font.ts';

/** Pixels of the PNG per unit of the SVG. */
const SCALE = 2;

const font = {
  loadSystemFonts: false,
  fontFiles: [...fontFiles],
  defaultFontFamily: 'Arimo',
  sansSerifFamily: 'Arimo',
};

export const renderPng = (svg: string): Buffer =>
  new Resvg(svg, { font, fitTo: { mode: 'zoom', value: SCALE }, background: 'white' }).render().asPng();
