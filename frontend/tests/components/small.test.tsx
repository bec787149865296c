import { waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { Code } from "@/components/code";
import { CopyButton } from "@/components/copy-button";
import { download, fileName } from "@/components/download";
import { printOnly } from "@/components/print";
import { show } from "../support/render";

describe("code", () => {
  it("can be read before its colours have come, and has them then", async () => {
    const { container } = show(<Code language="sql" code="SELECT 1 -- one" />);
    expect(container.textContent).toContain("SELECT 1 -- one");
    await waitFor(() => expect(container.querySelector(".hljs-keyword")?.textContent).toBe("SELECT"));
    expect(container.querySelector(".hljs-comment")?.textContent).toBe("-- one");
  });

  it("in a language nobody knows is text", async () => {
    const { container, findByText } = show(<Code language="brainf" code="<b>+++</b>" />);
    expect(await findByText("<b>+++</b>")).toBeDefined();
    expect(container.querySelector("b")).toBeNull();
  });

  it("is copied whole", async () => {
    const { user, getByRole } = show(<Code language="" code="line 1\nline 2" />);
    await user.click(getByRole("button", { name: "Copy code" }));
    expect(await navigator.clipboard.readText()).toBe("line 1\\nline 2");
  });
});

describe("a copy button", () => {
  it("says that it has copied", async () => {
    const { user, getByRole, findByRole } = show(<CopyButton label="Copy link" text={() => "https://here"} />);
    await user.click(getByRole("button", { name: "Copy link" }));
    expect(await findByRole("button", { name: "Copied" })).toBeDefined();
    expect(await navigator.clipboard.readText()).toBe("https://here");
  });
});

describe("a file", () => {
  it("is named after what it holds", () => {
    expect(fileName("Cost by service, April 2026")).toBe("cost-by-service-april-2026");
    expect(fileName("../../etc/passwd")).toBe("etc-passwd");
    expect(fileName("???")).toBe("answer");
    expect(fileName("x".repeat(200))).toHaveLength(60);
  });

  it("is handed to the browser with its name and type", () => {
    const made: Blob[] = [];
    URL.createObjectURL = (blob) => {
      made.push(blob as Blob);
      return "blob:x";
    };
    URL.revokeObjectURL = () => undefined;
    const clicked: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push(`${this.download} ${this.href}`);
    });
    download("a.csv", "text/csv", "x");
    expect(clicked).toEqual(["a.csv blob:x"]);
    expect(made[0]?.type).toBe("text/csv;charset=utf-8");
  });
});

describe("printing", () => {
  it("marks one element while it is printed", () => {
    const { getByText } = show(<article id="one">one</article>);
    const seen: string[] = [];
    window.print = () => seen.push(`${document.body.className} ${getByText("one").className}`);
    printOnly("one");
    printOnly("absent");
    expect(seen).toEqual(["printing printed"]);
    expect(document.body.className).toBe("");
    expect(getByText("one").className).toBe("");
  });
});
