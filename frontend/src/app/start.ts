import { connect, Credential, type Session } from "@/api";
import { fetchBill } from "@/features/bill/bill";
import { ChatStore } from "@/features/chat/chat-store";
import { JobStore } from "@/jobs/job-store";
import { Outbox } from "@/jobs/outbox";

export interface Started {
  readonly token: () => Promise<string>;
  readonly session: Session;
  readonly jobs: JobStore;
  readonly chat: ChatStore;
}

/** The one session of this tab and what is kept of its jobs and conversations. */
export function start(token: string, window: Window): Started {
  const credential = new Credential(token, { base: "", port: Number(window.location.port || 80) });
  const session = connect({
    url: socketUrl(window.location),
    token: () => credential.prove(),
    accepts: isAccepted,
  });
  const wake = (): void => {
    if (window.document.visibilityState === "visible") session.wake();
  };
  window.addEventListener("online", wake);
  window.document.addEventListener("visibilitychange", wake);
  const jobs = new JobStore({ session, outbox: new Outbox(window.sessionStorage) });
  const chat = new ChatStore({ session, jobs });
  chat.start();
  return { token: () => credential.key(), session, jobs, chat };
}

/** Any other answer than a refusal leaves hope that trying again helps. */
async function isAccepted(token: string): Promise<boolean> {
  return !("refused" in (await fetchBill(token)));
}

export function socketUrl({ protocol, host, pathname }: Pick<Location, "protocol" | "host" | "pathname">): string {
  const folder = pathname.slice(0, pathname.lastIndexOf("/") + 1);
  return `${protocol === "https:" ? "wss:" : "ws:"}//${host}${folder}ws`;
}
