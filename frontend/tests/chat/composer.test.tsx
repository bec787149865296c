import { fireEvent, screen } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, it } from "vitest";
import { Composer } from "@/features/chat/composer";
import { show } from "../support/render";

function showComposer() {
  const asked: string[] = [];
  const input = createRef<HTMLTextAreaElement>();
  const shown = show(<Composer onAsk={(text) => asked.push(text)} input={input} />);
  const box = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your question" });
  const button = screen.getByRole<HTMLButtonElement>("button", { name: "Ask" });
  return { ...shown, asked, box, button, input };
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
