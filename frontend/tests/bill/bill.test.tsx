import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fetchBill } from "@/features/bill/bill";
import { BillChip } from "@/features/bill/bill-chip";
import { april as GIVEN } from "../support/bill";
import { show } from "../support/render";

function answering(status: number, body: unknown): { fetcher: typeof fetch; asked: Request[] } {
  const asked: Request[] = [];
  const fetcher = (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push(new Request(new URL(input as string, "http://platform/"), init));
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  };
  return { fetcher, asked };
}

describe("what is known of the bill", () => {
  it("is asked for with the token", async () => {
    const { fetcher, asked } = answering(200, GIVEN);
    expect(await fetchBill("secret", fetcher)).toEqual({ bill: GIVEN });
    expect(asked[0]?.headers.get("authorization")).toBe("Bearer secret");
    expect(asked[0]?.url).toBe("http://platform/bill.json");
  });

  it("has an example even if the server names none", async () => {
    const result = await fetchBill("t", answering(200, { label: "April" }).fetcher);
    expect(result).toMatchObject({
      bill: { label: "April", suggestions: ["What did I spend by service?"], rows: null },
    });
  });

  it("is refused to a wrong token, which is not the same as a failure", async () => {
    expect(await fetchBill("t", answering(401, {}).fetcher)).toEqual({ refused: true });
    expect(await fetchBill("t", answering(403, {}).fetcher)).toEqual({ refused: true });
    expect(await fetchBill("t", answering(500, {}).fetcher)).toMatchObject({
      problem: expect.stringContaining("500") as string,
    });
    const offline = () => Promise.reject(new TypeError("offline"));
    expect(await fetchBill("t", offline)).toEqual({ problem: "The server cannot be reached." });
  });
});

describe("the bill's chip", () => {
  it("names the bill and its period, and says that it is a sample", () => {
    show(<BillChip bill={GIVEN} />);
    expect(screen.getByRole("button").textContent).toBe("AprilApr 1\u2009–\u200930, 2026Sample");
  });

  it("calls a file by its name, not by where it lies", () => {
    show(<BillChip bill={{ ...GIVEN, label: "/data/exports/april.parquet" }} />);
    expect(screen.getByRole("button").textContent).toContain("april.parquetApr 1");
    expect(screen.getByRole("button").textContent).not.toContain("exports");
  });

  it("tells more on a click", async () => {
    const { user } = show(<BillChip bill={GIVEN} />);
    await user.click(screen.getByRole("button"));
    const text = screen.getByRole("dialog", { name: "The loaded bill" }).textContent;
    for (const part of [
      "FOCUS 1.2",
      "48,211",
      "Production (1111), 2222",
      "USD",
      "May 3, 2026",
      "12 rows have no service.",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("does not list more accounts than one reads", async () => {
    const accounts = Array.from({ length: 40 }, (_, index) => ({ id: `${index}`, name: "" }));
    const { user } = show(<BillChip bill={{ ...GIVEN, accounts }} />);
    await user.click(screen.getByRole("button"));
    expect(screen.getByText("0, 1, 2, 3, 4 and 35 more")).toBeDefined();
  });

  it.each([
    [13, /k12$/],
    [14, /k11 and 2 more$/],
  ])("of %i tag keys names as many as one reads", async (count, end) => {
    const tagKeys = Array.from({ length: count }, (_, index) => `k${index}`);
    const { user } = show(<BillChip bill={{ ...GIVEN, tagKeys }} />);
    await user.click(screen.getByRole("button"));
    expect(screen.getByText("Tag keys").nextElementSibling?.textContent).toMatch(end);
  });

  it("names the first problems and counts the rest", async () => {
    const problems = [1, 2, 3, 4, 5].map((row) => ({ message: `Row ${row} is cut off.`, file: "", rows: 1 }));
    const { user } = show(<BillChip bill={{ ...GIVEN, problems }} />);
    await user.click(screen.getByRole("button"));
    expect(screen.getByText("Row 1 is cut off. Row 2 is cut off. And 3 more.")).toBeDefined();
  });

  it("leads to the page about the bill, and is then out of its way", async () => {
    const { user } = show(<BillChip bill={GIVEN} />);
    await user.click(screen.getByRole("button"));
    const link = screen.getByRole("link", { name: "All about this bill" });
    expect(link.getAttribute("href")).toBe("#/bill");
    await user.click(link);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});
