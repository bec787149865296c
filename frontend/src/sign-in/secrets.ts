/** As many random characters as nobody guesses: 256 bits in base64url, which a code verifier may consist of. */
export function randomText(): string {
  return base64UrlOf(crypto.getRandomValues(new Uint8Array(32)));
}

/** What is shown of a verifier before it is told: its SHA-256 (RFC 7636, S256). */
export async function challengeOf(verifier: string): Promise<string> {
  return base64UrlOf(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

/** The claims of a JWT that came from its issuer itself, over TLS; an empty record of anything else. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function base64UrlOf(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
