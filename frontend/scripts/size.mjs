// Fails the build when what a first visit loads as script grows beyond its budget. Charts and colours come later.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 220;

const dist = new URL("../dist/", import.meta.url);
const html = readFileSync(new URL("index.html", dist), "utf8");
const scripts = [...html.matchAll(/(?:src|href)="(\.\/assets\/[^"]+\.js)"/g)].map((match) => match[1]);
const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(path, dist))).length, 0);
const line = `${scripts.length} scripts on the first visit: ${(bytes / 1000).toFixed(1)} kB gzip of ${BUDGET_KB} kB`;
if (bytes === 0 || bytes > BUDGET_KB * 1000) {
  console.error(line);
  process.exit(1);
}
console.log(line);
