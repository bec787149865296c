import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  formatCompact,
  formatDay,
  formatElapsed,
  formatMoney,
  formatPeriod,
  formatValue,
  NO_VALUE,
} from "@/values/format";

function readsAs(language: string, languages: readonly string[] = [language]): void {
  vi.spyOn(navigator, "language", "get").mockReturnValue(language);
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);
}

beforeEach(() => readsAs("en-US"));
afterEach(() => vi.restoreAllMocks());

describe("money", () => {
  it("is shown to the cent, from the string", () => {
    expect(formatMoney("18244.1073", "USD")).toBe("$18,244.11");
    expect(formatMoney("-250", "USD")).toBe("-$250.00");
    expect(formatMoney("90071992547409931234.56", "USD")).toBe("$90,071,992,547,409,931,234.56");
  });

  it("of less than half a cent is not shown as nothing", () => {
    expect(formatMoney("0.0031", "USD")).toBe("<$0.01");
    expect(formatMoney("-0.0031", "USD")).toBe(">-$0.01");
    expect(formatMoney("0", "USD")).toBe("$0.00");
    expect(formatMoney("0.000000", "USD")).toBe("$0.00");
  });

  it("follows the reader's locale and the bill's currency", () => {
    readsAs("de-DE");
    expect(formatMoney("1234.5", "EUR")).toBe("1.234,50\u00a0€");
    expect(formatMoney("1234.5", "USD")).toBe("1.234,50\u00a0$");
  });

  it("in units that are no currency is shown as a number", () => {
    expect(formatMoney("12.345", "credits")).toBe("12.35");
  });

  it("is short on axes", () => {
    expect(formatCompact(1_250, "USD")).toBe("$1.3K");
    expect(formatCompact(0, "USD")).toBe("$0");
  });
});

describe("a value", () => {
  it("that is missing is not shown as zero", () => {
    for (const value of [null, undefined, ""]) expect(formatValue(value, "money", "USD")).toBe(NO_VALUE);
  });

  it("is shown by its kind", () => {
    expect(formatValue("0.5341", "percent")).toBe("53.4%");
    expect(formatValue("0.0001", "percent")).toBe("<0.1%");
    expect(formatValue("-0.0001", "percent")).toBe(">-0.1%");
    expect(formatValue("0", "percent")).toBe("0.0%");
    expect(formatValue("48211", "number", "rows")).toBe("48,211 rows");
    expect(formatValue("2026-04-01", "date")).toBe("Apr 1, 2026");
    expect(formatValue("i-0abc", "text")).toBe("i-0abc");
  });

  it("that is not of its kind is shown as it came", () => {
    expect(formatValue("n/a", "money", "USD")).toBe("n/a");
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
