import { Alarm, type Clock } from "./clock";
import { ApiError } from "./errors";
import { backoff, type Timings } from "./timings";
import { subprotocols } from "./token";

/** `waiting`: the next attempt is scheduled. `refused`: the token is not accepted, and trying again would not help. */
export type LinkState = "connecting" | "open" | "waiting" | "refused" | "closed";

/** The part of the browser's WebSocket that a link uses. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface LinkOptions {
  readonly url: string;
  readonly token: () => string | Promise<string>;
  readonly open: (url: string, protocols: string[]) => Socket;
  /** Asked after a failed handshake, which a browser cannot explain: false when the server refuses the token. */
  readonly accepts?: ((token: string) => Promise<boolean>) | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly timings: Timings;
  readonly onState: (state: LinkState) => void;
  readonly onFrame: (text: string) => void;
}

/** A connection that is always there or on its way: reconnects, pings, notices when the other end is gone. */
export class Link {
  state: LinkState = "closed";
  private readonly options: LinkOptions;
  private readonly alarms: { retry: Alarm; ping: Alarm; answer: Alarm; replace: Alarm };
  private socket: Socket | undefined;
  private attempt = 0;
  /** Counts connections, so that what belongs to an abandoned one is ignored. */
  private generation = 0;

  constructor(options: LinkOptions) {
    this.options = options;
    const { clock } = options;
    this.alarms = {
      retry: new Alarm(clock),
      ping: new Alarm(clock),
      answer: new Alarm(clock),
      replace: new Alarm(clock),
    };
  }

  start(): void {
    if (this.state === "closed") void this.connect();
  }

  send(frame: object): boolean {
    if (this.state !== "open" || !this.socket) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Something was sent that the server answers: hearing nothing at all for a while means the connection is dead. */
  expectAnswer(): void {
    if (!this.alarms.answer.isSet) this.alarms.answer.set(this.options.timings.answerWithin, () => this.restart());
  }

  /** Gives this connection up and makes another at once. */
  restart(): void {
    this.abandon();
    void this.connect();
  }

  /** The network or the tab is back: no reason to sit out a delay, and every reason to check an open connection. */
  wake(): void {
    if (this.state === "waiting" || (this.state === "refused" && this.alarms.retry.isSet)) this.restart();
    else if (this.state === "open") this.ping();
  }

  close(): void {
    this.abandon();
    this.become("closed");
  }

  private async connect(): Promise<void> {
    const generation = ++this.generation;
    // Whoever was refused goes on being told so until something better is known.
    if (this.state !== "refused") this.become("connecting");
    let token: string;
    try {
      token = await this.options.token();
    } catch (error) {
      if (generation === this.generation) this.withoutToken(error);
      return;
    }
    if (generation !== this.generation) return;
    this.expectAnswer();
    const socket = this.options.open(this.options.url, subprotocols(token));
    this.socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.opened();
    };
    socket.onmessage = ({ data }) => this.heard(data);
    socket.onclose = () => void this.lost(token, opened, generation);
    socket.onerror = null;
  }

  /** No token can be had, or nobody is there that may have it: the platform may come back. */
  private withoutToken(error: unknown): void {
    const { random, timings } = this.options;
    const hope = error instanceof ApiError && error.retryable;
    this.become(hope && error.code !== "UNAUTHENTICATED" ? "waiting" : "refused");
    if (hope) this.alarms.retry.set(backoff(this.attempt++, random, timings), () => void this.connect());
  }

  private opened(): void {
    const { timings } = this.options;
    this.alarms.answer.clear();
    this.alarms.ping.set(timings.pingEvery, () => this.ping());
    this.alarms.replace.set(timings.replaceAfter, () => this.restart());
    this.become("open");
  }

  private heard(data: unknown): void {
    this.attempt = 0;
    this.alarms.answer.clear();
    if (typeof data === "string") this.options.onFrame(data);
  }

  private ping(): void {
    if (this.send({ type: "ping" })) this.expectAnswer();
    this.alarms.ping.set(this.options.timings.pingEvery, () => this.ping());
  }

  private async lost(token: string, opened: boolean, generation: number): Promise<void> {
    this.abandon();
    this.become("waiting");
    const { accepts, random, timings } = this.options;
    if (!opened && accepts && !(await accepts(token).catch(() => true))) {
      if (generation === this.generation) this.become("refused");
      return;
    }
    if (generation !== this.generation) return;
    this.alarms.retry.set(backoff(this.attempt++, random, timings), () => void this.connect());
  }

  private abandon(): void {
    for (const alarm of Object.values(this.alarms)) alarm.clear();
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    socket.close(1000);
  }

  private become(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.onState(state);
  }
}
