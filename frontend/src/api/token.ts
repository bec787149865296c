const SUBPROTOCOL = "finops.v1";
const BEARER = "base64UrlBearerAuthorization.";

/** The subprotocols that carry the token: browsers cannot set headers on a WebSocket. */
export function subprotocols(token: string): string[] {
  return [SUBPROTOCOL, BEARER + base64Url(token)];
}

export function base64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** When a JWT expires, in milliseconds since 1970; undefined for opaque tokens, which do not say. */
export function expiryOf(token: string): number | undefined {
  const payload = token.split(".")[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const exp = (claims as { exp?: unknown } | null)?.exp;
    return typeof exp === "number" ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}
