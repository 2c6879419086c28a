import { readFileSync } from 'node:fs';
import {
  ParseOption,
  XmlBufferInputProvider,
  XmlDocument,
  XmlLibError,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm';

const SCHEMA = 'conference-info.xsd';
const XML_SCHEMA = 'xml.xsd';

let validator: XsdValidator | undefined;

/**
 * What RFC 4575's schema has against a document, a line each; nothing where it is valid. It is validated in memory,
 * without network and without entities of its own.
 */
export function schemaFaults(xml: string): string[] {
  validator ??= load();
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_NONET });
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error;
    return error.details.map(({ message, line }) => `line ${line}: ${plain(message)}`);
  } finally {
    document?.dispose();
  }
}

/** Kept for the life of the process, as the library's memory is outside the reach of garbage collection. */
function load(): XsdValidator {
  xmlRegisterInputProvider(new XmlBufferInputProvider({ [XML_SCHEMA]: schemaFile(XML_SCHEMA) }));
  const schema = XmlDocument.fromBuffer(schemaFile(SCHEMA), { url: SCHEMA });
  try {
    return XsdValidator.fromDoc(schema);
  } finally {
    schema.dispose();
  }
}

const schemaFile = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));

/** Without the namespace in front of every name, which is the same for all. */
const plain = (message: string): string => message.trim().replaceAll(/\{(?:urn|https?):[^}]*\}/g, '');
