import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { SignedOut } from "@/app/signed-out";
import { Welcome } from "@/app/welcome";
import type { BillResult } from "@/features/bill/bill";
import { april } from "../support/bill";
import { show } from "../support/render";

function showWelcome(loaded: BillResult | undefined) {
  const asked: string[] = [];
  const shown = show(<Welcome loaded={loaded} onAsk={(text) => asked.push(text)} />);
  const examples = () => within(screen.getByRole("list", { name: "Example questions" })).queryAllByRole("button");
  return { ...shown, asked, examples };
}

describe("the first look", () => {
  it("names the bill, its days, and that numbers have a basis", () => {
    showWelcome({ bill: april });
    const words = screen.getByText(/Every number comes with its basis\.$/).textContent;
    expect(words).toContain("April, Apr 1\u2009–\u200930, 2026.");
  });

  it("asks an example with one click", async () => {
    const { user, asked, examples } = showWelcome({ bill: { ...april, suggestions: ["One?", "Two?"] } });
    expect(examples().map((button) => button.textContent)).toEqual(["One?", "Two?"]);
    await user.click(screen.getByRole("button", { name: "Two?" }));
    expect(asked).toEqual(["Two?"]);
  });

  it("offers six examples at most", () => {
    const suggestions = Array.from({ length: 9 }, (_, index) => `Question ${index}?`);
    expect(showWelcome({ bill: { ...april, suggestions } }).examples()).toHaveLength(6);
  });

  it("says what is wrong when the bill cannot be read, and still offers a question", () => {
    const { examples } = showWelcome({ problem: "The server answered 500 when asked about the bill." });
    expect(screen.getByText("The server answered 500 when asked about the bill.")).toBeDefined();
    expect(examples()).toHaveLength(1);
  });

  it("promises nothing before the bill is known", () => {
    expect(showWelcome(undefined).examples()).toEqual([]);
    expect(screen.getByRole("heading", { level: 2 })).toBeDefined();
  });
});

describe("who is not signed in", () => {
  it("is told where the link is", () => {
    show(<SignedOut />);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Open the printed link");
    expect(screen.getByRole("main").textContent).toContain("prints a link that signs this browser in");
  });
});
