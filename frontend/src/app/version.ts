/** Put in by the build, from package.json. */
declare const __PAGE_VERSION__: string;

/** The version of the product this page belongs to. */
export const PAGE_VERSION = __PAGE_VERSION__;

/** The version the server is, or undefined when it does not say. */
export async function serverVersion(fetcher: typeof fetch = fetch): Promise<string | undefined> {
  try {
    const response = await fetcher("healthz", { cache: "no-store" });
    const { version } = (await response.json()) as { version?: unknown };
    return response.ok && typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
