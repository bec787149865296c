import { lexer, type Token } from "marked";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { isolated, markdownText, readable, unescaped } from "@/values/texts";

interface Case {
  readonly text: string;
  readonly readable: string;
  readonly markdown: string;
}

const CASES = JSON.parse(readFileSync(resolve("../tests/data/texts.json"), "utf8")) as readonly Case[];

function kinds(tokens: readonly Token[] = []): string[] {
  return tokens.flatMap((token) => [token.type, ...kinds("tokens" in token ? token.tokens : [])]);
}

describe("the cases that the server runs, too", () => {
  it.each(CASES)("$text", ({ text, readable: plain, markdown }) => {
    expect(readable(text)).toBe(plain);
    expect(markdownText(text)).toBe(markdown);
  });

  it.each(CASES)("$text is only text in Markdown, and all of it", ({ text, markdown }) => {
    const made = kinds(lexer(markdown)).filter((kind) => !["paragraph", "text", "escape", "space"].includes(kind));
    expect(made).toEqual([]);
    expect(unescaped(markdownText(text))).toBe(unescaped(markdown));
  });
});

describe("a name that is written from right to left", () => {
  it("keeps what is beside it in place", () => {
    expect(isolated("שלום")).toBe("\u2068שלום\u2069");
    expect(isolated("شركة EC2\u202e\u2069")).toBe("\u2068شركة EC2\u2069");
  });

  it("is told from names of all other scripts", () => {
    for (const name of ["Müller", "Ελλάδα", "東京", "🚀", "a\u202eb"]) expect(isolated(name)).not.toContain("\u2068");
  });
});
