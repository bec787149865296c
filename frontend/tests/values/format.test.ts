import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  formatCompact,
  formatDay,
  formatElapsed,
  formatPeriod,
  formatValue,
  type Kind,
  NO_VALUE,
} from "@/values/format";

function readsAs(language: string, languages: readonly string[] = [language]): void {
  vi.spyOn(navigator, "language", "get").mockReturnValue(language);
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);
}

beforeEach(() => readsAs("en-US"));
afterEach(() => vi.restoreAllMocks());

interface Case {
  readonly kind: Kind;
  readonly unit: string;
  readonly value: string;
  readonly text: string;
}

const CURRENCIES = JSON.parse(readFileSync(resolve("../tests/data/currencies.json"), "utf8")) as readonly Omit<
  Case,
  "kind"
>[];
const CASES = JSON.parse(readFileSync(resolve("../tests/data/formats.json"), "utf8")) as readonly Case[];

describe("the cases that the server runs, too", () => {
  it.each(CASES)("$kind $value $unit is $text", ({ kind, unit, value, text }) => {
    expect(formatValue(value, kind, unit)).toBe(text);
  });

  it("has every currency of the world with tiny and negative amounts", () => {
    const written = CURRENCIES.map(({ unit, value }) => formatValue(value, "money", unit));
    expect(written).toEqual(CURRENCIES.map(({ text }) => text));
    expect(CURRENCIES.length).toBeGreaterThan(3_000);
  });

  it("read as the browser's own data write them, where its digits are the table's", () => {
    const codes = [...new Set(CURRENCIES.map(({ unit }) => unit))];
    const own = codes.map((currency) => new Intl.NumberFormat("en-US", { style: "currency", currency }));
    const same = own.filter(
      (format) =>
        format
          .formatToParts(1)
          .map(({ value }) => value)
          .join("")
          .replaceAll(/[\u00a0\u202f]/g, " ") === formatValue("1", "money", format.resolvedOptions().currency),
    );
    expect(same.length).toBeGreaterThan(codes.length * 0.97);
  });

  it("read the same for every reader", () => {
    readsAs("de-DE");
    for (const { kind, unit, value, text } of CASES) expect(formatValue(value, kind, unit)).toBe(text);
  });
});

describe("money on axes", () => {
  it("is short", () => {
    expect(formatCompact(1_250, "USD")).toBe("$1.3K");
    expect(formatCompact(0, "USD")).toBe("$0");
    expect(formatCompact(-2_000_000, "JPY")).toBe("-¥2M");
    expect(formatCompact(3_000, "CHF")).toBe("CHF 3K");
    expect(formatCompact(3_000, "credits")).toBe("3K credits");
  });
});

describe("a value", () => {
  it("that is missing is not shown as zero", () => {
    for (const value of [null, undefined, ""]) expect(formatValue(value, "money", "USD")).toBe(NO_VALUE);
  });

  it("that is a date is shown as one, and as it came where it is none", () => {
    expect(formatValue("2026-04-01", "date")).toBe("Apr 1, 2026");
    expect(formatValue("soon", "date")).toBe("soon");
  });
});

describe("dates", () => {
  it("are days of UTC, wherever the reader is", () => {
    expect(formatDay("2026-04-01")).toBe("Apr 1, 2026");
    expect(formatDay("2026-04-01T23:59:59Z")).toBe("Apr 1, 2026");
    expect(formatDay("2026-04-01", "short")).toBe("Apr 1");
    expect(formatDay("2026-04-01", "month")).toBe("Apr 2026");
  });

  it("are English, in the order the reader knows", () => {
    readsAs("en-GB");
    expect(formatDay("2026-04-01")).toBe("1 Apr 2026");
    readsAs("de-DE", ["de-DE", "de"]);
    expect(formatDay("2026-04-01")).toBe("1 Apr 2026");
  });

  it("of a period are its first and last day, the excluded end aside", () => {
    expect(formatPeriod({ start: "2026-04-01", end: "2026-05-01" })).toBe("Apr 1\u2009–\u200930, 2026");
    expect(formatPeriod({ start: "2026-04-01", end: "2026-04-02" })).toBe("Apr 1, 2026");
    expect(formatPeriod({ start: "then", end: "now" })).toBe("then – now");
  });
});

describe("elapsed time", () => {
  it.each([
    [0, "0.0 s"],
    [412, "0.4 s"],
    [9_949, "9.9 s"],
    [12_400, "12 s"],
    [125_000, "2 min 5 s"],
    [-50, "0.0 s"],
  ])("of %i ms is %s", (milliseconds, words) => {
    expect(formatElapsed(milliseconds)).toBe(words);
  });
});
