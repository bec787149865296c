import type { ClientFrame, Envelope, Error as ErrorFrame, ServerFrame } from "./types";

/** A control frame of the server; events have no `type` of their own. */
export type ControlFrame = Exclude<ServerFrame, Envelope>;

/** What a conversation became, here or in another connection of its user. */
export type ThreadChange = Extract<ControlFrame, { type: "thread.renamed" | "thread.deleted" }>;

/** An AG-UI event; the custom ones are this product's own. */
export type AgUiEvent = Envelope["chunk"];

export type Request = ClientFrame;
export type { ErrorFrame };
