import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Question } from "@/features/chat/question";
import { show } from "../support/render";

const TEXT = "What did I spend\nby service?";

function showQuestion() {
  const asked: string[] = [];
  const shown = show(<Question text={TEXT} askedAt={Date.UTC(2026, 3, 2, 9, 30)} onAsk={(text) => asked.push(text)} />);
  const edit = async () => {
    await shown.user.click(screen.getByRole("button", { name: "Edit and ask again" }));
    return screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Question" });
  };
  return { ...shown, asked, edit };
}

describe("a question", () => {
  it("is a heading with its lines and the time it was asked", () => {
    const { container } = showQuestion();
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe(TEXT);
    expect(container.querySelector("time")?.dateTime).toBe("2026-04-02T09:30:00.000Z");
  });

  it("is edited from what it was, with the focus in it", async () => {
    const { edit } = showQuestion();
    const box = await edit();
    expect(box.value).toBe(TEXT);
    expect(document.activeElement).toBe(box);
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("Edit the question");
  });

  it("is asked with Enter, without the blanks around it, and is what it was again", async () => {
    const { user, edit, asked } = showQuestion();
    const box = await edit();
    await user.clear(box);
    await user.type(box, "  By account?  {Enter}");
    expect(asked).toEqual(["By account?"]);
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe(TEXT);
  });

  it("gets another line with Shift and Enter", async () => {
    const { user, edit, asked } = showQuestion();
    const box = await edit();
    await user.clear(box);
    await user.type(box, "one{Shift>}{Enter}{/Shift}two");
    expect(box.value).toBe("one\ntwo");
    expect(asked).toEqual([]);
  });

  it("is left as it was with Escape and with Cancel", async () => {
    const { user, edit, asked } = showQuestion();
    await user.type(await edit(), " changed{Escape}");
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe(TEXT);
    await edit();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe(TEXT);
    expect(asked).toEqual([]);
  });

  it("cannot be asked when nothing is left of it", async () => {
    const { user, edit, asked } = showQuestion();
    const box = await edit();
    await user.clear(box);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Ask again" }).disabled).toBe(true);
    await user.type(box, "  {Enter}");
    expect(asked).toEqual([]);
  });
});
