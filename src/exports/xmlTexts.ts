import { SaxesParser } from 'saxes';

/** Attribute of the root of an exported SVG that carries its document: optimisers drop metadata, but keep data attributes. */
export const DOCUMENT_ATTRIBUTE = 'data-smoothscape';

/** Every text of an XML file that may be a document: the attributes of that name, then each text between two tags, entities resolved. */
export function textsInXml(xml: string): string[] {
  const [attributes, texts]: [string[], string[]] = [[], []];
  let text = '';
  const flush = (): void => {
    if (text.trim() !== '') texts.push(text);
    text = '';
  };
  const parser = new SaxesParser();
  parser.on('error', () => undefined); // a document may be whole in a file that is not
  parser.on('doctype', (doctype) => {
    for (const [, name = '', value = ''] of doctype.matchAll(/<!ENTITY\s+([^\s%]+)\s+["']([^"']*)["']/g))
      parser.ENTITIES[name] = withoutReferences(value);
  });
  parser.on('opentag', (tag) => {
    flush();
    const value = tag.attributes[DOCUMENT_ATTRIBUTE];
    if (typeof value === 'string') attributes.push(value);
  });
  parser.on('closetag', flush);
  parser.on('text', (piece) => (text += piece));
  parser.on('cdata', (piece) => (text += piece));
  parser.write(xml).close();
  return [...attributes, ...texts];
}

/** The value of a declared entity: its character references are resolved where it is declared (XML 1.0, 4.4.5). */
const withoutReferences = (value: string): string =>
  value.replace(/&#(x?)([\da-f]{1,6});/gi, (whole, hex: string, digits: string) => {
    const code = parseInt(digits, hex === '' ? 10 : 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
