/** What a browser hands over for something that is dropped: files and folders, given as nested records. */
export interface Tree {
  readonly [name: string]: File | Tree;
}

/** As many as a browser hands out at a time. */
const AT_A_TIME = 100;

export function dropOf(tree: Tree): { readonly dataTransfer: DataTransfer } {
  const entries = entriesOf(tree);
  const files = Object.values(tree).filter((one) => one instanceof File);
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  return { dataTransfer: { types: ["Files"], files, items } as unknown as DataTransfer };
}

function entriesOf(tree: Tree): FileSystemEntry[] {
  return Object.entries(tree).map(([name, one]) =>
    one instanceof File
      ? entry({ name, isDirectory: false, file: (done: (file: File) => void) => done(one) })
      : entry({ name, isDirectory: true, createReader: () => readerOf(entriesOf(one)) }),
  );
}

function entry(fields: object): FileSystemEntry {
  return fields as FileSystemEntry;
}

function readerOf(entries: FileSystemEntry[]): object {
  let at = 0;
  return {
    readEntries: (done: (some: FileSystemEntry[]) => void) => {
      at += AT_A_TIME;
      done(entries.slice(at - AT_A_TIME, at));
    },
  };
}
