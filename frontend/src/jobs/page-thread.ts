/** The jobs of a page belong together under this id; they are kept like a conversation but are none. */
export function pageThread(page: string): string {
  return page === "dashboard" ? page : `page.${page}`;
}

export function isPageThread(threadId: string): boolean {
  return threadId === "dashboard" || threadId.startsWith("page.");
}
