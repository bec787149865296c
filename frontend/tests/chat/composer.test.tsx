import { fireEvent, screen } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, it } from "vitest";
import { Composer } from "@/features/chat/composer";
import type { ModelUse } from "@/features/bill/bill";
import { show } from "../support/render";

function showComposer(model?: ModelUse) {
  const asked: string[] = [];
  const kept: string[] = [];
  const input = createRef<HTMLTextAreaElement>();
  const ask = (text: string, mayGoToModel: boolean) => void (mayGoToModel ? asked : kept).push(text);
  const shown = show(<Composer onAsk={ask} input={input} model={model} />);
  const box = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your question" });
  const button = screen.getByRole<HTMLButtonElement>("button", { name: "Ask" });
  return { ...shown, asked, kept, box, button, input };
}

describe("the place where questions are written", () => {
  it("has the focus, and whoever shows it can give it back", () => {
    const { box, input } = showComposer();
    expect(document.activeElement).toBe(box);
    expect(input.current).toBe(box);
  });

  it("asks with Enter, without the spaces around, and is empty again", async () => {
    const { user, asked, box } = showComposer();
    await user.type(box, "  What did I spend?  {Enter}");
    expect(asked).toEqual(["What did I spend?"]);
    expect(box.value).toBe("");
  });

  it("asks with its button", async () => {
    const { user, asked, box, button } = showComposer();
    await user.type(box, "By account?");
    await user.click(button);
    expect(asked).toEqual(["By account?"]);
  });

  it("begins a line with Shift and Enter", async () => {
    const { user, asked, box } = showComposer();
    await user.type(box, "By service{Shift>}{Enter}{/Shift}and account");
    expect(asked).toEqual([]);
    expect(box.value).toBe("By service\nand account");
  });

  it("asks nothing when nothing is written", async () => {
    const { user, asked, box, button } = showComposer();
    expect(button.disabled).toBe(true);
    await user.type(box, "   {Enter}");
    expect(asked).toEqual([]);
    expect(button.disabled).toBe(true);
  });

  it("leaves Enter to an input method that is composing a word", () => {
    const { asked, box } = showComposer();
    fireEvent.change(box, { target: { value: "請求書" } });
    fireEvent.keyDown(box, { key: "Enter", isComposing: true });
    expect(asked).toEqual([]);
    fireEvent.keyDown(box, { key: "Enter" });
    expect(asked).toEqual(["請求書"]);
  });

  it("takes no more than the server does", () => {
    expect(showComposer().box.maxLength).toBe(4_000);
  });
});

describe("whether a question may go to a language model", () => {
  const NAME = "This question may go to a language model.";
  const choice = () => screen.getByRole<HTMLInputElement>("checkbox", { name: NAME });

  it("is no matter where no model is configured", () => {
    showComposer();
    expect(screen.queryByRole("checkbox")).toBeNull();
  });

  it("is said with what the model gets", () => {
    showComposer({ plans: "ollama:tiny", writes: "ollama:tiny" });
    const said = document.getElementById(choice().getAttribute("aria-describedby") ?? "")?.textContent;
    for (const part of ["ollama:tiny gets it", "earlier questions", "figures, names and tags"])
      expect(said).toContain(part);
    expect(said).not.toContain("writes");
  });

  it("names both where one model looks up and another writes", () => {
    const { container } = showComposer({ plans: "ollama:tiny", writes: "bedrock:large" });
    expect(container.textContent).toContain("ollama:tiny gets it with the conversation");
    expect(container.textContent).toContain("bedrock:large gets it with the figures");
  });

  it("is refused for one question at a time", async () => {
    const { user, asked, kept, box } = showComposer({ plans: "ollama:tiny", writes: "" });
    await user.click(choice());
    expect(document.body.textContent).toContain("No model gets it");
    await user.type(box, "Is Ada too dear?{Enter}");
    await user.type(box, "By account?{Enter}");
    expect(kept).toEqual(["Is Ada too dear?"]);
    expect(asked).toEqual(["By account?"]);
    expect(choice().checked).toBe(true);
  });
});
