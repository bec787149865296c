export { type BillChoice, Bills, pathOfFile, type Setting, type Settings, type SettingsGroup } from "./bills";
export { ApiError } from "./errors";
export { isTerminal, type JobEvent } from "./frames";
export type { LinkState } from "./link";
export type { AgUiEvent, ThreadChange } from "./protocol";
export { Credential } from "./proof";
export { connect, type ConnectOptions, type Run, type RunIds, Session } from "./session";
export { type Timings } from "./timings";
export type * from "./types";
