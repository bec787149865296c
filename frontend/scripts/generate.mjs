// Makes src/api/types.ts from src/api/schema.json, the committed output of `python -m websocket.schema`.
// With --check it only compares, and fails when the committed types are stale.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const source = new URL("../src/api/schema.json", import.meta.url);
const target = new URL("../src/api/types.ts", import.meta.url);

const BANNER = "// Generated from schema.json by `npm run generate`. Do not edit.\n/* eslint-disable */";

/** A pydantic schema says what may be left out when reading; the server writes every field that has a value. */
function tidy(node) {
  if (Array.isArray(node)) return node.map(tidy);
  if (typeof node !== "object" || node === null) return node;
  const tidied = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, tidy(value)]));
  if (typeof tidied.properties !== "object") return tidied;
  const always = Object.entries(node.properties).filter(([, property]) => (property.default ?? null) !== null);
  tidied.required = [...new Set([...(tidied.required ?? []), ...always.map(([name]) => name)])];
  tidied.additionalProperties = false;
  for (const property of Object.values(tidied.properties)) {
    delete property.title;
    delete property.default;
    delete property.maxItems;
    delete property.minItems;
  }
  return tidied;
}

const schema = tidy(JSON.parse(readFileSync(source, "utf8")));
const compiled = await compile(schema, "Wire", {
  bannerComment: BANNER,
  unreachableDefinitions: true,
  style: { printWidth: 120 },
});
/** The document itself describes nothing, and "referenced by" is the tool's remark, not the schema's. */
const types = compiled
  .replace(/export interface FinopsV1 \{[^}]*\}\n/, "")
  .replaceAll(/(?: \*\n)? \* This interface was referenced by[^\n]*\n \* via[^\n]*\n/g, "")
  .replaceAll("/**\n */\n", "");

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== types) {
    console.error("src/api/types.ts is stale: run `npm run generate` and commit the result.");
    process.exit(1);
  }
} else {
  writeFileSync(target, types);
}
