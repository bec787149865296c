/** Where a page in the cloud finds its socket and whoever signs people in. */
export interface Deployment {
  /** The WebSocket's address. */
  readonly socket: string;
  /** The address of the sign-in pages. */
  readonly signIn: string;
  readonly clientId: string;
  /** The language models that questions may go to; null without one. `writes` is empty where none does. */
  readonly model: { readonly plans: string; readonly writes: string } | null;
}

/** Why the page cannot start, in words for whoever opened it. */
export class NotConfigured extends Error {}

/**
 * What `config.json` beside the page says; undefined on a laptop, where it says nothing. It cannot be read from
 * elsewhere: the page's headers forbid it. Rejects with NotConfigured.
 */
export async function readDeployment(
  fetcher: typeof fetch = (input, init) => fetch(input, init),
): Promise<Deployment | undefined> {
  let told: unknown;
  try {
    const response = await fetcher("./config.json", { cache: "no-cache", credentials: "omit" });
    if (!response.ok) throw new Error(String(response.status));
    told = await response.json();
  } catch {
    throw new NotConfigured("The page's configuration could not be read. Load the page again in a moment.");
  }
  return deploymentOf(told);
}

/** Throws NotConfigured for anything that is neither nothing nor complete. */
export function deploymentOf(told: unknown): Deployment | undefined {
  if (typeof told !== "object" || told === null) throw incomplete();
  if (Object.keys(told).length === 0) return undefined;
  const { socket, signIn, clientId, modelPlans, modelWrites } = told as Record<string, unknown>;
  if (!isAddress(socket, "ws") || !isAddress(signIn, "http") || typeof clientId !== "string" || clientId === "")
    throw incomplete();
  const writes = typeof modelWrites === "string" ? modelWrites : "";
  const model = typeof modelPlans === "string" && modelPlans !== "" ? { plans: modelPlans, writes } : null;
  return { socket, signIn: signIn.replace(/\/+$/, ""), clientId, model };
}

function incomplete(): NotConfigured {
  return new NotConfigured(
    "The page's configuration is not complete. Whoever runs this installation deploys it again.",
  );
}

/** Encrypted, or on this very machine. */
function isAddress(given: unknown, scheme: "ws" | "http"): given is string {
  if (typeof given !== "string" || !URL.canParse(given)) return false;
  const { protocol, hostname } = new URL(given);
  const isHere = hostname === "127.0.0.1" || hostname === "localhost" || hostname === "[::1]";
  return protocol === `${scheme}s:` || (isHere && protocol === `${scheme}:`);
}
