import { describe, expect, it } from "vitest";
import { policyKeys } from "@/features/tagging/policy-keys";
import { byKey, table } from "../support/tagging";

describe("the keys of the policy", () => {
  it("have what is right and what is wrong in money, as parts of the whole", () => {
    const [team, env] = policyKeys({ blocks: [byKey] });
    expect(team).toMatchObject({ key: "team", standing: "required", unit: "USD", share: "0.914894" });
    expect(team?.parts.map(({ name, words, amount }) => [name, words, amount])).toEqual([
      ["right", "Right", "86"],
      ["wrong_key", "Key spelled otherwise", "8"],
    ]);
    expect(env?.standing).toBe("may be left out");
    expect(env?.parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1);
  });

  it("of which nothing can be tagged have no parts", () => {
    const row = ["team", "yes", "0", "0", "0", "0", "0", null];
    expect(policyKeys({ blocks: [table(byKey, [row])] })).toMatchObject([{ key: "team", share: null, parts: [] }]);
  });

  it("that no policy names are told apart", () => {
    const row = ["team", "assumed", "1", "0", "0", "0", "0", "1"];
    const [team] = policyKeys({ blocks: [table(byKey, [row])] });
    expect(team?.standing).toBe("in use, named by no policy");
  });

  it("are known whatever stands before them, in another order and with a state of a newer platform", () => {
    const columns = [byKey.columns[0], ...byKey.columns.slice(1).reverse()].flatMap((column) => column ?? []);
    const newer = { ...columns[1], key: "late", label: "Late", kind: "money" as const, unit: "EUR" };
    const rows = [["team", "0.5", "0", "0", "0", "1.5", "1.5", "no", "1"]];
    const found = policyKeys({
      blocks: [
        table({ ...byKey, columns: byKey.columns.slice(1) }, []),
        table({ ...byKey, columns: [...columns, newer] }, rows),
      ],
    });
    expect(found[0]?.parts.map(({ name }) => name)).toEqual(["missing", "right", "late"]);
    expect(found[0]?.share).toBe("0.5");
  });

  it("of an answer without them are none", () => {
    expect(policyKeys({ blocks: [] })).toEqual([]);
    expect(policyKeys({ blocks: [table({ ...byKey, columns: byKey.columns.slice(1) }, [])] })).toEqual([]);
  });
});
