import { connect, Credential, type Session } from "@/api";
import { AskedBill } from "@/features/bill/asked-bill";
import { type BillResult, fetchBill } from "@/features/bill/bill";
import { ChatStore } from "@/features/chat/chat-store";
import type { SignedIn } from "@/features/session/sign-in-context";
import { JobStore } from "@/jobs/job-store";
import { Outbox } from "@/jobs/outbox";
import type { Deployment, SignIn } from "@/sign-in";

/** How this page reaches its platform, and what it may ask of it. */
export interface Door {
  readonly url: string;
  readonly token: () => Promise<string>;
  readonly accepts: (token: string) => Promise<boolean>;
  readonly bill: (session: Session) => Promise<BillResult>;
  /** Opens what the platform on a laptop does over HTTP. */
  readonly key?: () => Promise<string>;
}

export interface Started {
  readonly door: Door;
  readonly session: Session;
  readonly jobs: JobStore;
  readonly chat: ChatStore;
  /** Undefined where nobody signs in by name. */
  readonly signedIn?: SignedIn;
}

/** The platform on this machine, by the token of its printed link. */
export function localDoor(token: string, { location }: Window): Door {
  const credential = new Credential(token, { base: "", port: Number(location.port || 80) });
  const key = (): Promise<string> => credential.key();
  return {
    url: socketUrl(location),
    token: () => credential.prove(),
    accepts: isAccepted,
    key,
    bill: () => fetchBill(key),
  };
}

/** The platform in the cloud, for whoever signed in. */
export function cloudDoor({ socket, model }: Deployment, signIn: SignIn): Door {
  const asked = new AskedBill();
  return {
    url: socket,
    token: () => signIn.token(),
    accepts: (token) => signIn.accepts(token),
    bill: async (session) => {
      const found = await asked.read(session);
      return "bill" in found ? { bill: { ...found.bill, model } } : found;
    },
  };
}

/** The one session of this tab and what is kept of its jobs and conversations. */
export function start(door: Door, window: Window): Started {
  const session = connect({ url: door.url, token: door.token, accepts: door.accepts });
  const wake = (): void => {
    if (window.document.visibilityState === "visible") session.wake();
  };
  window.addEventListener("online", wake);
  window.document.addEventListener("visibilitychange", wake);
  const jobs = new JobStore({ session, outbox: new Outbox(window.sessionStorage) });
  const chat = new ChatStore({ session, jobs });
  chat.start();
  return { door, session, jobs, chat };
}

/** Any other answer than a refusal leaves hope that trying again helps. */
async function isAccepted(token: string): Promise<boolean> {
  return !("refused" in (await fetchBill(token)));
}

export function socketUrl({ protocol, host, pathname }: Pick<Location, "protocol" | "host" | "pathname">): string {
  const folder = pathname.slice(0, pathname.lastIndexOf("/") + 1);
  return `${protocol === "https:" ? "wss:" : "ws:"}//${host}${folder}ws`;
}
