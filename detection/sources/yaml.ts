import { CORE_SCHEMA, load, loadAll } from "js-yaml";

/** Foreign YAML: no dates, no merge keys, an alias is the same object and not a copy. Throws what js-yaml throws. */
export const readYaml = (text: string): unknown => load(text, { schema: CORE_SCHEMA });

export const readYamlDocuments = (text: string): unknown[] => loadAll(text, { schema: CORE_SCHEMA });
