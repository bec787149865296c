import { type DragEvent, useRef, useState } from "react";

/** Files with their paths: in a folder from that folder on. */
export type Dropped = ReadonlyMap<File, string>;

/** More than the platform would take, so that reading a dropped folder has an end. */
const MOST_FILES = 5_000;
const DEEPEST = 16;

/** Why what was dropped cannot be loaded, in a sentence. */
export class NotDropped extends Error {}

/**
 * What was dropped, folders with everything in them but what is hidden. Has to be called within the event, after which
 * the browser forgets. Rejects with NotDropped.
 */
export function droppedFrom(data: DataTransfer): Promise<Dropped> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files = [...data.files];
  if (!entries.some((entry) => entry.isDirectory)) {
    return Promise.resolve(new Map(files.map((file) => [file, file.name])));
  }
  return readAll(entries);
}

async function readAll(entries: readonly FileSystemEntry[]): Promise<Dropped> {
  const found = new Map<File, string>();
  const folders: { path: string; depth: number; entries: readonly FileSystemEntry[] }[] = [
    { path: "", depth: 0, entries },
  ];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    for (const entry of folder.entries) {
      if (entry.name.startsWith(".")) continue;
      const path = folder.path + entry.name;
      if (entry.isDirectory) {
        if (folder.depth >= DEEPEST) throw tooLarge(entries, `more than ${DEEPEST} folders in each other`);
        const below = await entriesOf(entry as FileSystemDirectoryEntry);
        folders.push({ path: `${path}/`, depth: folder.depth + 1, entries: below });
      } else {
        found.set(await fileOf(entry as FileSystemFileEntry), path);
      }
      if (found.size > MOST_FILES) throw tooLarge(entries, `more than ${MOST_FILES} files`);
    }
  }
  return found;
}

function tooLarge(entries: readonly FileSystemEntry[], what: string): NotDropped {
  const folder = entries.find((entry) => entry.isDirectory)?.name ?? "";
  return new NotDropped(`“${folder}” holds ${what}, which is too much to send. Give its path below.`);
}

/** A browser hands out what is in a folder a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await settled<FileSystemEntry[]>(folder, (done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return all;
    all.push(...some);
    if (all.length > MOST_FILES) throw tooLarge([folder], `more than ${MOST_FILES} files`);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return settled<File>(entry, (done, failed) => entry.file(done, failed));
}

async function settled<T>(
  entry: FileSystemEntry,
  ask: (done: (value: T) => void, failed: (error: DOMException) => void) => void,
): Promise<T> {
  try {
    return await new Promise<T>(ask);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NotDropped(`“${entry.name}” cannot be read by the browser. ${why}`);
  }
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
export function useDropTarget(onDropped: (dropped: Promise<Dropped>) => void): DropTarget {
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
