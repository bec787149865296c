import { type DragEvent, useRef, useState } from "react";

export interface Dropped {
  readonly files: readonly File[];
  /** The name of a folder among what was dropped: a browser does not say where it is. */
  readonly folder: string | undefined;
}

/** What was dropped. Has to be called within the event, after which the browser forgets. */
export function droppedFrom(data: DataTransfer): Dropped {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  return { files: [...data.files], folder: entries.find((entry) => entry?.isDirectory)?.name };
}

interface DropTarget {
  /** Something that can be dropped is held over the target. */
  readonly over: boolean;
  readonly handlers: {
    readonly onDragEnter: (event: DragEvent) => void;
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/** Makes an element take files. A drop that nobody takes would have the browser leave the page for the file. */
export function useDropTarget(onDropped: (dropped: Dropped) => void): DropTarget {
  const [over, setOver] = useState(false);
  /** Entering a child comes before leaving its parent, so what counts is how many elements are entered. */
  const entered = useRef(0);
  const takes = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");
  const moved = (by: number) => (event: DragEvent) => {
    if (!takes(event)) return;
    entered.current += by;
    setOver(entered.current > 0);
  };
  const handlers = {
    onDragEnter: moved(1),
    onDragLeave: moved(-1),
    onDragOver: (event: DragEvent) => {
      if (takes(event)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      if (!takes(event)) return;
      event.preventDefault();
      entered.current = 0;
      setOver(false);
      onDropped(droppedFrom(event.dataTransfer));
    },
  };
  return { over, handlers };
}
