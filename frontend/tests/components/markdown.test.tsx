import { describe, expect, it } from "vitest";
import { Markdown } from "@/components/markdown";
import { show } from "../support/render";

function html(text: string): string {
  return show(<Markdown text={text} />).container.innerHTML;
}

describe("Markdown", () => {
  it("has paragraphs, emphasis, code and lists", () => {
    const shown = html("**Bold** and *soft* and ~~gone~~ and `code`.\n\n- one\n- two\n\n3. three");
    expect(shown).toContain("<strong>Bold</strong>");
    expect(shown).toContain("<em>soft</em>");
    expect(shown).toContain("<del>gone</del>");
    expect(shown).toContain("<code>code</code>");
    expect(shown).toContain("<ul><li>one</li><li>two</li></ul>");
    expect(shown).toContain('<ol start="3"><li>three</li></ol>');
  });

  it("has nested lists, quotes, rules and line breaks", () => {
    const shown = html("- a\n  - b\n\n> said\n\n---\n\nx  \ny");
    expect(shown).toContain("<li>a<ul><li>b</li></ul></li>");
    expect(shown).toContain("<blockquote><p>said</p></blockquote>");
    expect(shown).toContain("<hr>");
    expect(shown).toContain("x<br>y");
  });

  it("has tables with named columns", () => {
    const { getByRole } = show(<Markdown text={"| Service | Cost |\n|---|---|\n| EC2 | **$5** |"} />);
    expect(getByRole("columnheader", { name: "Service" })).toBeDefined();
    expect(getByRole("cell", { name: "$5" }).querySelector("strong")).not.toBeNull();
  });

  it("begins its headings below those of the page", () => {
    const shown = html("# Large\n\n### Small");
    expect(shown).toContain("<h4>Large</h4>");
    expect(shown).toContain("<h5>Small</h5>");
  });

  it("shows signs as they were written", () => {
    const { container } = show(<Markdown text={'A < B & C > D, "quoted", it\'s, \\*stars\\*, AT&T, `a < b`'} />);
    expect(container.textContent).toBe('A < B & C > D, "quoted", it\'s, *stars*, AT&T, a < b');
  });

  it("leaves a number at the start of a line to be a number", () => {
    expect(show(<Markdown text="$4,064.48 was spent" />).container.textContent).toBe("$4,064.48 was spent");
  });
});

describe("hostile Markdown", () => {
  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "text <b onclick='x()'>bold</b>",
    "<iframe src='https://example.org'></iframe>",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
  ])("%s is shown, not run", (text) => {
    const { container } = show(<Markdown text={text} />);
    expect(container.querySelector("script, img, b, iframe, svg, style, [onclick], [onerror]")).toBeNull();
    expect(container.textContent).toContain(text.slice(0, 4));
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "//x.y",
  ])("a link to %s is only its text", (target) => {
    const { container } = show(<Markdown text={`[click](${target})`} />);
    expect(container.querySelector("a")).toBeNull();
    expect(container.textContent).toContain("click");
  });

  it("does not fetch pictures but names them", () => {
    const { container } = show(<Markdown text="![a chart](https://tracker.example/pixel.gif)" />);
    expect(container.querySelector("img")).toBeNull();
    expect(container.textContent).toBe("a chart");
  });

  it("opens links elsewhere and without telling from where", () => {
    const { getByRole } = show(<Markdown text="[docs](https://docs.aws.amazon.com/)" />);
    const link = getByRole("link", { name: "docs" });
    expect(link.getAttribute("href")).toBe("https://docs.aws.amazon.com/");
    expect(link.getAttribute("rel")).toContain("noopener");
    expect(link.getAttribute("rel")).toContain("noreferrer");
  });

  it("is bounded: deep nesting does not break the page", () => {
    expect(() => html(`${">".repeat(200)} deep`)).not.toThrow();
  });
});
