import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from "react";
import { type Frame, intervalAt } from "./pointing";

export interface Selection {
  /** The interval pointed at, by pointer or keyboard. */
  readonly at: number | undefined;
  /** The other end of what is marked for zooming. */
  readonly from: number | undefined;
}

interface Options {
  readonly box: RefObject<HTMLElement | null>;
  readonly frame: Frame;
  readonly onZoom: (from: number, to: number) => void;
  /** A click without a drag, at a place within the chart. */
  readonly onPick: (at: number, y: number) => void;
}

const NOTHING: Selection = { at: undefined, from: undefined };

/** Pointing at intervals, marking several by dragging or with Shift and the arrow keys, and zooming into them. */
export function useSelection({ box, frame, onZoom, onPick }: Options) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [pressed, setPressed] = useState(false);
  const last = frame.intervals - 1;
  const placeOf = (event: PointerEvent) => {
    const { left = 0, top = 0 } = box.current?.getBoundingClientRect() ?? {};
    return { at: intervalAt(frame, event.clientX - left), y: event.clientY - top };
  };
  const zoom = (from: number, to: number) => {
    setSelection(NOTHING);
    onZoom(from, to);
  };
  const end = (event: PointerEvent) => {
    setPressed(false);
    const { at, y } = placeOf(event);
    const { from } = selection;
    if (pressed && from !== undefined && from !== at) zoom(from, at);
    else {
      setSelection({ at, from: undefined });
      if (pressed) onPick(at, y);
    }
  };
  const move = (to: number, extends_: boolean) => {
    const at = Math.min(Math.max(to, 0), last);
    setSelection(({ at: before, from }) => ({ at, from: extends_ ? (from ?? before ?? at) : undefined }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = selection.at ?? -1;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at < 0 ? last : at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to !== undefined) move(to, event.shiftKey);
    else if (event.key === "Enter" && selection.at !== undefined) zoom(selection.from ?? selection.at, selection.at);
    else if (event.key === "Escape") setSelection(NOTHING);
    else return;
    event.preventDefault();
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setPressed(true);
      const { at } = placeOf(event);
      setSelection({ at, from: at });
    },
    onPointerMove: (event: PointerEvent) => {
      const { at } = placeOf(event);
      if (at !== selection.at) setSelection(({ from }) => ({ at, from: pressed ? from : undefined }));
    },
    onPointerUp: end,
    onPointerCancel: () => {
      setPressed(false);
      setSelection(NOTHING);
    },
    onPointerLeave: () => !pressed && setSelection(NOTHING),
    onBlur: () => setSelection(NOTHING),
    onKeyDown,
  };
  return { selection, handlers };
}
