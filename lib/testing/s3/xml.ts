/** A tree that becomes XML: a list repeats its element, an undefined member has none. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

const s3Namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** One XML document, in S3's namespace, another or, if that is empty, none. */
export function renderXml(root: string, value: XmlValue, namespace = s3Namespace): Buffer {
  const attribute = namespace === '' ? '' : ` xmlns="${namespace}"`;
  const element = renderElement(root, value).replace('>', `${attribute}>`);
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${element}`);
}

/** The inner XML of every element of that name, in order. For the small bodies that S3 is sent; no nesting of a name in itself. */
export function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, 'gs'))].map((match) => match[1] ?? '');
}

/** The text of the first element of that name. */
export function textOf(xml: string, name: string): string | undefined {
  const inner = elementsOf(xml, name)[0];
  return inner === undefined ? undefined : unescape(inner.trim());
}

function renderChildren(parent: { readonly [name: string]: XmlValue }): string {
  return Object.entries(parent)
    .map(([name, value]) => renderElement(name, value))
    .join('');
}

function renderElement(name: string, value: XmlValue): string {
  if (value === undefined) {
    return '';
  }
  if (isList(value)) {
    return value.map((item) => renderElement(name, item)).join('');
  }
  const inner = typeof value === 'object' ? renderChildren(value) : escape(String(value));
  return `<${name}>${inner}</${name}>`;
}

// Array.isArray does not narrow a readonly list
function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

// control characters (Cc) too: a parser would turn a raw carriage return in a key into a newline
function escape(text: string): string {
  return text.replaceAll(/[&<>"\p{Cc}]/gu, (character) => `&#${character.charCodeAt(0)};`);
}

const namedEntities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescape(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (entity, decimal, hexadecimal, name) => {
    if (decimal !== undefined || hexadecimal !== undefined) {
      return String.fromCodePoint(decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal));
    }
    return namedEntities.get(name) ?? entity;
  });
}
