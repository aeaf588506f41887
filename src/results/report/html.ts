// Text becomes HTML in one place, escaped unless it is HTML already.

export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const raw = (text: string): Html => new Html(text);

export const join = (parts: readonly Html[]): Html => raw(parts.map((p) => p.text).join(''));

export function html(strings: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  const parts = strings.map((text, i) => {
    const value = values[i];
    return text + (value === undefined ? '' : value instanceof Html ? value.text : escaped(String(value)));
  });
  return raw(parts.join(''));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
