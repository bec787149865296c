import { describe, expect, it } from "vitest";
import { compareDecimals, isDecimal, sumDecimals, subtractDecimals } from "@/values/decimal";

describe("decimals", () => {
  it.each(["0", "-1", "+3.50", "105.7106199600", "1E-7", "2.5e+3"])("%s is one", (text) => {
    expect(isDecimal(text)).toBe(true);
  });

  it.each(["", " ", "1,000", "$5", "NaN", "Infinity", "1.2.3", ".5", "5.", "0x10"])("%j is none", (text) => {
    expect(isDecimal(text)).toBe(false);
  });

  it("are compared exactly where floats are equal", () => {
    const [a, b] = ["0.1000000000000000055511151231257827", "0.1"];
    expect(Number(a) === Number(b)).toBe(true);
    expect(compareDecimals(a, b)).toBe(1);
    expect(compareDecimals(b, a)).toBe(-1);
  });

  it("are equal whatever zeros follow", () => {
    expect(compareDecimals("1.50", "1.5")).toBe(0);
    expect(compareDecimals("-0.0", "0")).toBe(0);
    expect(compareDecimals("1e3", "1000")).toBe(0);
  });

  it("are ordered across signs and sizes", () => {
    const sorted = ["-250", "-0.01", "0", "1E-9", "9.99", "10", "18244.1073"];
    expect([...sorted].reverse().sort(compareDecimals)).toEqual(sorted);
  });

  it("add up without a rounding error", () => {
    expect(sumDecimals(["0.1", "0.2"])).toBe("0.3");
    expect(sumDecimals(Array.from({ length: 1_000 }, () => "0.001"))).toBe("1.000");
    expect(sumDecimals(["99999999999999999999.99", "0.01"])).toBe("100000000000000000000.00");
    expect(sumDecimals(["5", "-7.25"])).toBe("-2.25");
    expect(sumDecimals([])).toBe("0");
  });

  it("that are none are refused rather than guessed", () => {
    expect(() => compareDecimals("1,000", "1")).toThrow(RangeError);
    expect(() => sumDecimals(["1", "n/a"])).toThrow("n/a");
  });
});

describe("a rest", () => {
  it.each([
    ["10", ["3", "4"], "3"],
    ["22444.4665825804", ["5912.0140089800", "16532.4525736004"], "0.0000000000"],
    ["0.3", ["0.1", "0.2"], "0.0"],
    ["1", ["-0.5"], "1.5"],
    ["1", ["2.25"], "-1.25"],
    ["5", [], "5"],
    ["1E3", ["0E-10"], "1000.0000000000"],
  ])("of %s without %j is exactly %s", (from, values, rest) => {
    expect(subtractDecimals(from, values)).toBe(rest);
  });
});
