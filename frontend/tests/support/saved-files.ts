import { vi } from "vitest";

export interface SavedFile {
  readonly name: string;
  readonly type: string;
  readonly text: Promise<string>;
}

/** Takes the files that the page hands to the browser from now on, in place of the browser. */
export function catchFiles(): SavedFile[] {
  const saved: SavedFile[] = [];
  let made = new Blob();
  URL.createObjectURL = (blob) => {
    made = blob as Blob;
    return "blob:x";
  };
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, type: made.type, text: textOf(made) });
  });
  return saved;
}

function textOf(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.readAsText(blob);
  });
}
