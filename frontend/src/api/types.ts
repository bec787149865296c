// Generated from schema.json by `npm run generate`. Do not edit.
/* eslint-disable */

export type ClientFrame =
  | Run
  | Resume
  | Abort
  | Cancel
  | Get
  | JobsList
  | ThreadsList
  | ThreadGet
  | ThreadRename
  | ThreadDelete
  | AdviceDismiss
  | AdviceReopen
  | AdviceMark
  | AdviceUnmark
  | AnomalyDismiss
  | AnomalyRestore
  | FeedbackGive
  | FeedbackList
  | MemoryList
  | MemoryForget
  | AccessGet
  | KeysList
  | KeyCreate
  | KeyRotate
  | KeyRevoke
  | Auth
  | Ping
  | Approve;
/**
 * What a person or a program is here, from the one who may least to the one who may all.
 */
export type Role = "viewer" | "analyst" | "approver" | "admin";
/**
 * Codes of PROTOCOL `error` frames and of `RUN_ERROR.code`.
 */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "TOKEN_EXPIRED"
  | "FORBIDDEN"
  | "BAD_FRAME"
  | "TOO_LARGE"
  | "RATE_LIMITED"
  | "JOB_NOT_FOUND"
  | "TIMEOUT"
  | "STILL_RUNNING"
  | "DEAD_LETTERED"
  | "INTERNAL"
  | "INTERRUPT_EXPIRED"
  | "INTERRUPT_CONFLICT";
export type ServerFrame =
  | Envelope
  | Ack
  | Pong
  | AuthOk
  | ResumeDone
  | Jobs
  | Threads
  | ThreadJobs
  | ThreadRenamed
  | ThreadDeleted
  | AdviceDismissed
  | AdviceReopened
  | AdviceMarked
  | AdviceUnmarked
  | AnomalyDismissed
  | AnomalyRestored
  | FeedbackGiven
  | Feedbacks
  | Memories
  | Access
  | Keys
  | KeyMade
  | Artifact
  | Error;

/**
 * Stops the job of a run.
 */
export interface Abort {
  reqId?: string | null;
  runId: string;
  type: "abort";
}
/**
 * The user's role, and what it may do.
 *
 * `ask` is to ask and read, `curate` to dismiss, mark and have remembered, `approve` to decide on actions,
 * `administer` to manage keys and settings. A later version may name other roles and rights.
 */
export interface Access {
  may: string[];
  reqId?: string | null;
  role: string;
  type: "access";
}
/**
 * Asks what the user may do.
 */
export interface AccessGet {
  reqId?: string | null;
  type: "access.get";
}
/**
 * The job is durable; `seq` is the last event it has, `duplicate` says that it was there before.
 */
export interface Ack {
  duplicate: boolean;
  jobId: string;
  reqId: string | null;
  runId: string;
  seq: number;
  threadId: string;
  type: "ack";
}
/**
 * An action that waits for a person's decision.
 */
export interface ActionProposalBlock {
  detail: string;
  id: string;
  interruptId: string;
  proposal?: Proposal | null;
  title: string;
  type: "action_proposal";
}
/**
 * An action as it would be carried out, once approved: exactly these arguments, and no others.
 *
 * `arguments` is the JSON text that the tool is called with and `arguments_hash` the SHA-256 of the tool's name, a
 * line end and that text: an approval of one is none of another. Raises ValueError when they do not belong together.
 */
export interface Proposal {
  arguments: string;
  argumentsHash: string;
  effect: string;
  expiresAt?: string | null;
  tool: string;
  undo: string;
}
/**
 * Structured progress that is not conversation content, materialised as a
 * message so it keeps its place in the sequence. Stands alone rather than
 * composing BaseMessage, because its content is an object rather than a
 * string.
 */
export interface ActivityMessage {
  activityType: string;
  content: {
    [k: string]: unknown;
  };
  id: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  role: "activity";
  subagentRunId?: string | null;
}
/**
 * Puts a recommendation aside, as `check`, `entity.account` and `resource` name it, for a reason and some days.
 *
 * It is in no total until then, or until it saves over a quarter more a month than `savingPerMonth`.
 */
export interface AdviceDismiss {
  account: string;
  check: string;
  days: number;
  reason: string;
  reqId?: string | null;
  resource: string;
  savingPerMonth: string;
  type: "advice.dismiss";
  unit: string;
}
/**
 * A recommendation is dismissed until `until`, in Unix milliseconds. Answers asked for from now on leave it out.
 */
export interface AdviceDismissed {
  account: string;
  check: string;
  reason: string;
  reqId?: string | null;
  resource: string;
  type: "advice.dismissed";
  until: number;
}
/**
 * Says that a recommendation was carried out, which is held against the bill's later months. Totals stay.
 */
export interface AdviceMark {
  account: string;
  check: string;
  reqId?: string | null;
  resource: string;
  type: "advice.mark";
}
/**
 * A recommendation is marked as done since `at`, in Unix milliseconds: the first time that this was said.
 */
export interface AdviceMarked {
  account: string;
  at: number;
  check: string;
  reqId?: string | null;
  resource: string;
  type: "advice.marked";
}
/**
 * Counts a dismissed recommendation again. Doing it twice changes nothing.
 */
export interface AdviceReopen {
  account: string;
  check: string;
  reqId?: string | null;
  resource: string;
  type: "advice.reopen";
}
/**
 * A recommendation counts again in answers asked for from now on.
 */
export interface AdviceReopened {
  account: string;
  check: string;
  reqId?: string | null;
  resource: string;
  type: "advice.reopened";
}
/**
 * Says that a recommendation was not carried out after all. Doing it twice changes nothing.
 */
export interface AdviceUnmark {
  account: string;
  check: string;
  reqId?: string | null;
  resource: string;
  type: "advice.unmark";
}
/**
 * A recommendation is not marked as done.
 */
export interface AdviceUnmarked {
  account: string;
  check: string;
  reqId?: string | null;
  resource: string;
  type: "advice.unmarked";
}
/**
 * What is out of the ordinary, the largest impact first.
 */
export interface AnomaliesBlock {
  artifactId?: string | null;
  id: string;
  items: Anomaly[];
  title: string;
  totalItems?: number | null;
  type: "anomalies";
}
/**
 * Days [start, end) whose cost left the range that was expected of them, by `impact` in all.
 *
 * By `anomaly_id` it is dismissed and restored, as long as the anomaly goes on. `note` is what a dismissal says of it.
 */
export interface Anomaly {
  anomalyId: string;
  cause: string;
  end: string;
  entity?: Entity | null;
  expected?: string | null;
  high?: string | null;
  impact?: string | null;
  label: string;
  low?: string | null;
  note: string;
  start: string;
  status: "open" | "explained" | "dismissed";
  unit: string;
  value: string;
}
/**
 * What a row, an advice or a reading is about: one thing with an identity that lasts.
 *
 * `kind` says what it is (`account`, `service`, `ec2:instance`), and `id` is the provider's own: an ARN, a resource's
 * or an account's id. The rest is for people and for looking it up; what is not known is empty.
 */
export interface Entity {
  account: string;
  id: string;
  kind: string;
  name: string;
  region: string;
  service: string;
}
/**
 * Puts an anomaly aside, as `anomalyId` and `entity.account` name it, for a reason and some days.
 *
 * Until then it is in no count and no total, and no alert tells it, unless its impact grows by over a quarter.
 */
export interface AnomalyDismiss {
  account: string;
  anomalyId: string;
  days: number;
  impact: string;
  reason: string;
  reqId?: string | null;
  type: "anomaly.dismiss";
  unit: string;
}
/**
 * An anomaly is dismissed until `until`, in Unix milliseconds. Answers asked for from now on leave it out.
 */
export interface AnomalyDismissed {
  account: string;
  anomalyId: string;
  reason: string;
  reqId?: string | null;
  type: "anomaly.dismissed";
  until: number;
}
/**
 * Tells a dismissed anomaly again. Doing it twice changes nothing.
 */
export interface AnomalyRestore {
  account: string;
  anomalyId: string;
  reqId?: string | null;
  type: "anomaly.restore";
}
/**
 * An anomaly counts again in answers asked for from now on.
 */
export interface AnomalyRestored {
  account: string;
  anomalyId: string;
  reqId?: string | null;
  type: "anomaly.restored";
}
/**
 * The typed answer of a job: `headline` is plain text, `markdown` is Markdown with names in it escaped.
 *
 * `sections` are what it is made of, one for each step; `markdown`, `blocks` and `basis` are those of all sections
 * together. What came in part only is named in `more`. `answered` is False when it only says why the question has no
 * answer here.
 */
export interface Answer {
  answered: boolean;
  basis: Basis;
  blocks: (
    | TableBlock
    | TimeSeriesBlock
    | BreakdownBlock
    | RecommendationsBlock
    | FiguresBlock
    | GaugesBlock
    | AnomaliesBlock
    | ActionProposalBlock
    | CodeBlock
  )[];
  facts: Fact[];
  headline: string;
  markdown: string;
  more: Remainder[];
  sections: AnswerSection[];
  suggestions: string[];
  usage: Usage;
}
/**
 * What a number stands on. A field that does not apply is empty, never guessed.
 *
 * The basis of an answer with several sections holds all that theirs hold: `metric`, `granularity`, `currency` and
 * `source` name each (`USD and EUR`), and of several periods `period` is none and `periods` are all of them.
 */
export interface Basis {
  accounts: string[];
  apiCostUsd: string;
  apiRequests: number;
  currency?: string | null;
  dataAsOf?: string | null;
  estimate?: Estimate | null;
  excluded: string[];
  filters: string[];
  gaps: Gap[];
  granularity?: string | null;
  included: string[];
  metric: string;
  notes: string[];
  pagesRead: number;
  partialPeriods: string[];
  period?: DateRange | null;
  periods: DateRange[];
  rowsRead?: number | null;
  sample: boolean;
  source: string;
}
/**
 * How an estimate was made and how far such estimates were off, measured on the past.
 *
 * `levels` are the fractions of its ranges (`0.80`). `error` and `naive_error`, that of the simplest method on the
 * same `trials`, are in `unit`: `percent` for fractions, else a currency or a unit.
 */
export interface Estimate {
  error?: string | null;
  levels: string[];
  method: string;
  naiveError?: string | null;
  trials?: number | null;
  unit: string;
}
/**
 * What a source could not give, why, and what the reader can do about it.
 */
export interface Gap {
  message: string;
  reason: "denied" | "not_subscribed" | "not_enabled" | "throttled" | "absent" | "unread";
  remedy: string;
  source: string;
}
/**
 * Whole UTC days [start, end).
 */
export interface DateRange {
  end: string;
  start: string;
}
/**
 * Rows to show; when `total_rows` exceeds them, all rows are in the artifact `artifact_id`.
 *
 * `entities`, where it is not empty, says of each shown row what it is about; where there are more rows, the artifact
 * `entities_id` says it of all.
 */
export interface TableBlock {
  artifactId?: string | null;
  columns: Column[];
  entities: (Entity | null)[];
  entitiesId?: string | null;
  id: string;
  rows: (string | null)[][];
  title: string;
  totalRows: number;
  type: "table";
}
export interface Column {
  key: string;
  kind: "text" | "money" | "number" | "percent" | "date";
  label: string;
  unit: string;
}
/**
 * Values over time, all in `unit`. Its items are its points; in the artifact they stand in pieces of series, to be
 * joined by name.
 */
export interface TimeSeriesBlock {
  artifactId?: string | null;
  granularity: string;
  id: string;
  marks: Mark[];
  series: Series[];
  tableId?: string | null;
  title: string;
  totalItems?: number | null;
  type: "time_series";
  unit: string;
}
/**
 * An event to draw on a time series.
 */
export interface Mark {
  label: string;
  start: string;
}
export interface Series {
  name: string;
  points: Point[];
}
/**
 * `start` is the first day (or hour) of the interval; `low` and `high` bound an estimate, at 80 % unless the basis
 * says otherwise, `low_95` and `high_95` at 95 %.
 */
export interface Point {
  high?: string | null;
  high95?: string | null;
  low?: string | null;
  low95?: string | null;
  partial: boolean;
  start: string;
  value: string;
}
/**
 * Parts of a total.
 */
export interface BreakdownBlock {
  artifactId?: string | null;
  id: string;
  items: BreakdownItem[];
  tableId?: string | null;
  title: string;
  total: string;
  totalItems?: number | null;
  type: "breakdown";
  unit: string;
}
export interface BreakdownItem {
  label: string;
  share?: string | null;
  value: string;
}
/**
 * What can be saved, the largest saving first.
 */
export interface RecommendationsBlock {
  artifactId?: string | null;
  id: string;
  items: Recommendation[];
  tableId?: string | null;
  title: string;
  totalItems?: number | null;
  type: "recommendations";
}
/**
 * One thing that can be saved on one resource, as one check found it.
 *
 * `saving_per_month` is an exact amount in `unit`, at the customer's own rates unless it is `estimated`. With
 * `not_counted` a reason why the saving is in no total (it is in another's already, say). `counted_per_month` is what
 * of it is in the totals, unrounded, so that parts add up to them. `restart`, `reversible` and `counted_per_month` are
 * None where nobody said. `sources` names who gave the advice; `proposal` is the action that would do it.
 */
export interface Recommendation {
  check: string;
  countedPerMonth?: string | null;
  detail: string;
  effort: "" | "none" | "low" | "medium" | "high";
  entity?: Entity | null;
  estimated: boolean;
  evidence: Evidence[];
  finding: string;
  notCounted: string;
  proposal?: Proposal | null;
  resource: string;
  restart?: boolean | null;
  reversible?: boolean | null;
  risk: "" | "none" | "low" | "medium" | "high";
  savingClass: "" | "waste" | "rightsize" | "modernise" | "review" | "commitment";
  savingPerMonth: string;
  sources: string[];
  status: "open" | "proposed" | "in_progress" | "done" | "dismissed";
  title: string;
  unit: string;
}
/**
 * One figure that shows something: `metric` over `window`, as it was read at `source`.
 */
export interface Evidence {
  kind: "text" | "money" | "number" | "percent" | "date";
  metric: string;
  source: string;
  unit: string;
  value: string;
  window?: DateRange | null;
}
/**
 * A few numbers side by side.
 */
export interface FiguresBlock {
  artifactId?: string | null;
  id: string;
  items: Figure[];
  title: string;
  totalItems?: number | null;
  type: "figures";
}
/**
 * One number that matters. `change` is a fraction against what `change_from` names.
 */
export interface Figure {
  change?: string | null;
  changeFrom: string;
  kind: "text" | "money" | "number" | "percent" | "date";
  label: string;
  note: string;
  unit: string;
  value: string;
}
/**
 * Values against their limits.
 */
export interface GaugesBlock {
  artifactId?: string | null;
  id: string;
  items: Gauge[];
  title: string;
  totalItems?: number | null;
  type: "gauges";
}
/**
 * How much of a limit is used: a budget's spend, a commitment's use. `expected` is where it is heading.
 */
export interface Gauge {
  entity?: Entity | null;
  expected?: string | null;
  kind: "money" | "number";
  label: string;
  limit: string;
  note: string;
  status: "" | "ok" | "warning" | "over";
  unit: string;
  value: string;
}
/**
 * A text in a programming or query language. Its items are pieces of its text, to be joined as they are.
 */
export interface CodeBlock {
  artifactId?: string | null;
  code: string;
  id: string;
  language: string;
  tableId?: string | null;
  title: string;
  totalItems?: number | null;
  type: "code";
}
/**
 * One value with its subject and period: the only source of numbers in prose.
 *
 * `unit` is an ISO 4217 currency for `money`, a free unit for `number`, and empty otherwise.
 * `percent` values are fractions: 0.25 is shown as 25 %.
 */
export interface Fact {
  derivedFrom: string[];
  id: string;
  kind: "text" | "money" | "number" | "percent" | "date";
  period?: DateRange | null;
  subject: string;
  unit: string;
  value: string;
}
/**
 * A part of the answer of which more is there than came along: all `total` of it are in the artifact.
 *
 * The artifact is read like a block's: parts that are JSON arrays of sections, blocks or facts as the answer has
 * them, or for `markdown` of pieces of text.
 */
export interface Remainder {
  artifactId: string;
  of: "markdown" | "sections" | "blocks" | "facts";
  total: number;
}
/**
 * What one step found, with its own basis, or the sentence why it could not (`failure`).
 *
 * `headline` is plain text, `markdown` Markdown without the headline; `block_ids` are its blocks of the answer.
 */
export interface AnswerSection {
  agent: string;
  basis: Basis;
  blockIds: string[];
  failure: string;
  headline: string;
  markdown: string;
  title: string;
}
/**
 * What answering took: requests to paid interfaces, a model's tokens, and the price of both in US dollars.
 *
 * `tokens_unpriced` of the tokens have no known price: where there are any, `price_usd` is without them.
 */
export interface Usage {
  priceUsd: string;
  requests: number;
  tokensIn: number;
  tokensOut: number;
  tokensUnpriced: number;
}
/**
 * The typed answer, before the run finishes.
 */
export interface AnswerEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  name: "answer";
  rawEvent?: unknown;
  subagentRunId?: string | null;
  timestamp?: number | null;
  type: "CUSTOM";
  value: Answer;
}
/**
 * Decides open interrupts; reserved for actions.
 */
export interface Approve {
  jobId: string;
  reqId?: string | null;
  resume: {
    [k: string]: unknown;
  }[];
  type: "approve";
}
/**
 * Part `part` of `parts` of a large result, as JSON text.
 */
export interface Artifact {
  artifactId: string;
  data: string;
  jobId: string;
  part: number;
  parts: number;
  reqId?: string | null;
  type: "artifact";
}
/**
 * A message from the agent. Content is optional because a turn may consist
 * only of tool calls.
 */
export interface AssistantMessage {
  content?: string | null;
  encryptedValue?: string | null;
  id: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  name?: string | null;
  role: "assistant";
  subagentRunId?: string | null;
  toolCalls?: ToolCall[] | null;
}
/**
 * A call an assistant message made. Carries no subagent attribution of its
 * own and inherits its containing message's, since several calls can share
 * one parent.
 */
export interface ToolCall {
  encryptedValue?: string | null;
  function: FunctionCall;
  id: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  type: "function";
}
/**
 * The name and arguments of a tool call.
 */
export interface FunctionCall {
  arguments: string;
  name: string;
}
/**
 * An audio part.
 */
export interface AudioPart {
  id?: string | null;
  metadata?: unknown;
  source: DataSource | UrlSource | FileSource;
  type: "audio";
}
/**
 * Bytes carried inline.
 */
export interface DataSource {
  mimeType: string;
  type: "data";
  value: string;
}
/**
 * Bytes referenced by URL, fetched by whoever needs them.
 */
export interface UrlSource {
  mimeType?: string | null;
  type: "url";
  value: string;
}
/**
 * Bytes already at the provider, named by a handle the provider issued: an
 * OpenAI or Anthropic file id, a Gemini file URI, a storage URL only that
 * provider can read. No bytes travel and nothing is fetched. Only the
 * provider that minted the handle can resolve it; a peer that cannot drops
 * the part as it drops any part it cannot use.
 */
export interface FileSource {
  mimeType?: string | null;
  provider?: string | null;
  type: "file";
  value: string;
}
/**
 * Hands in a fresh token before the old one expires.
 */
export interface Auth {
  reqId?: string | null;
  token: string;
  type: "auth";
}
/**
 * The connection is good until `exp` (Unix seconds; null: until it closes).
 */
export interface AuthOk {
  exp: number | null;
  reqId?: string | null;
  type: "auth.ok";
}
/**
 * Stops a job.
 */
export interface Cancel {
  jobId: string;
  reqId?: string | null;
  type: "cancel";
}
/**
 * Submits a question. The same `input.runId` is the same job, however often it is sent.
 */
export interface Run {
  input: RunAgentInput;
  reqId: string;
  type: "run";
}
/**
 * A request to run an agent. Also echoed back as RUN_STARTED.input. Only
 * threadId, runId and messages are required: those are the three the SDKs
 * already agree on, and for tools and context an absent key and an empty
 * array mean the same thing, so requiring them would catch nothing a
 * producer could get wrong.
 */
export interface RunAgentInput {
  context?: Context[] | null;
  forwardedProps?: unknown;
  messages: (
    DeveloperMessage | SystemMessage | AssistantMessage | UserMessage | ToolMessage | ActivityMessage | ReasoningMessage
  )[];
  parentRunId?: string | null;
  protocolVersion?: string | null;
  resume?: ResumeEntry[] | null;
  runId: string;
  state?: unknown;
  threadId: string;
  tools?: Tool[] | null;
}
/**
 * A named piece of ambient information given to the agent for the run,
 * distinct from the conversation.
 */
export interface Context {
  description: string;
  value: string;
}
/**
 * Instructions from the application developer.
 */
export interface DeveloperMessage {
  content: string;
  encryptedValue?: string | null;
  id: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  name?: string | null;
  role: "developer";
  subagentRunId?: string | null;
}
/**
 * Instructions from the system.
 */
export interface SystemMessage {
  content: string;
  encryptedValue?: string | null;
  id: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  name?: string | null;
  role: "system";
  subagentRunId?: string | null;
}
/**
 * A message from the person using the application.
 */
export interface UserMessage {
  content: string | (TextPart | ImagePart | AudioPart | VideoPart | DocumentPart)[];
  encryptedValue?: string | null;
  id: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  name?: string | null;
  role: "user";
  subagentRunId?: string | null;
}
/**
 * A text part.
 */
export interface TextPart {
  id?: string | null;
  metadata?: unknown;
  text: string;
  type: "text";
}
/**
 * An image part.
 */
export interface ImagePart {
  id?: string | null;
  metadata?: unknown;
  source: DataSource | UrlSource | FileSource;
  type: "image";
}
/**
 * A video part.
 */
export interface VideoPart {
  id?: string | null;
  metadata?: unknown;
  source: DataSource | UrlSource | FileSource;
  type: "video";
}
/**
 * A document part.
 */
export interface DocumentPart {
  id?: string | null;
  metadata?: unknown;
  source: DataSource | UrlSource | FileSource;
  type: "document";
}
/**
 * What a tool returned, as a message in the conversation. Stands alone
 * rather than composing BaseMessage, because it carries no name.
 */
export interface ToolMessage {
  content: string | (TextPart | ImagePart | AudioPart | VideoPart | DocumentPart)[];
  encryptedValue?: string | null;
  error?: string | null;
  id: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  role: "tool";
  subagentRunId?: string | null;
  toolCallId: string;
}
/**
 * A span of the agent's reasoning, materialised as a message. Stands alone
 * rather than composing BaseMessage, because it carries no name.
 */
export interface ReasoningMessage {
  content: string;
  encryptedValue?: string | null;
  id: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  role: "reasoning";
  subagentRunId?: string | null;
}
/**
 * An answer to one interrupt, sent on the run that continues from it.
 */
export interface ResumeEntry {
  interruptId: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  payload?: unknown;
  status: "resolved" | "cancelled";
}
/**
 * A tool the agent may call.
 */
export interface Tool {
  description: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  name: string;
  parameters?: unknown;
}
/**
 * Replays what came after, then the feed goes on live.
 */
export interface Resume {
  jobs: ResumeJob[];
  reqId?: string | null;
  type: "resume";
}
export interface ResumeJob {
  /**
   * the last `seq` the client has
   */
  after: number;
  jobId: string;
}
/**
 * Asks for one part of a large result.
 */
export interface Get {
  artifactId: string;
  jobId: string;
  part: number;
  reqId?: string | null;
  type: "get";
}
/**
 * Asks for the user's latest jobs.
 */
export interface JobsList {
  reqId?: string | null;
  type: "jobs.list";
}
/**
 * Asks for the user's conversations.
 */
export interface ThreadsList {
  reqId?: string | null;
  type: "threads.list";
}
/**
 * Asks for the jobs of one conversation.
 */
export interface ThreadGet {
  reqId?: string | null;
  threadId: string;
  type: "thread.get";
}
/**
 * Names a conversation.
 */
export interface ThreadRename {
  reqId?: string | null;
  threadId: string;
  title: string;
  type: "thread.rename";
}
/**
 * Deletes a conversation with its jobs; those still active are cancelled. Doing it again changes nothing.
 */
export interface ThreadDelete {
  reqId?: string | null;
  threadId: string;
  type: "thread.delete";
}
/**
 * Says whether a job's answer helped, and why; null takes it back. What was said before is replaced.
 *
 * It is kept as long as the job, for evaluation, and goes with its conversation.
 */
export interface FeedbackGive {
  jobId: string;
  reason: string;
  reqId?: string | null;
  type: "feedback.give";
  verdict: ("up" | "down") | null;
}
/**
 * Asks for what the user said of the latest answers.
 */
export interface FeedbackList {
  reqId?: string | null;
  type: "feedback.list";
}
/**
 * Asks for the names that the user asked to be remembered.
 */
export interface MemoryList {
  reqId?: string | null;
  type: "memory.list";
}
/**
 * Forgets one of these names, or all of them with null. Doing it again changes nothing.
 */
export interface MemoryForget {
  name: string | null;
  reqId?: string | null;
  type: "memory.forget";
}
/**
 * Asks for the API keys that the user may manage, those that are good no more included.
 */
export interface KeysList {
  reqId?: string | null;
  type: "keys.list";
}
/**
 * Makes a key. Sent again with the same `reqId` it is the same key, with another secret instead of the first.
 *
 * `sees` are the analysed accounts it may see, null for all that the user sees. It is good for `days`.
 */
export interface KeyCreate {
  days: number;
  name: string;
  reqId: string;
  role: Role;
  sees?: string[] | null;
  type: "key.create";
}
/**
 * Gives a key another secret; the one it had stays good for `overlapHours`. It may be sent again.
 */
export interface KeyRotate {
  keyId: string;
  overlapHours: number;
  reqId: string;
  type: "key.rotate";
}
/**
 * Ends a key for good: at once for who connects or asks, within 15 minutes on open connections.
 */
export interface KeyRevoke {
  keyId: string;
  reqId?: string | null;
  type: "key.revoke";
}
/**
 * Keeps an idle connection open.
 */
export interface Ping {
  reqId?: string | null;
  type: "ping";
}
/**
 * One logged event: `id` is its `seq`, counted from 1 without gaps for each job; `ts` is Unix milliseconds.
 */
export interface Envelope {
  chunk:
    | RunStartedEvent
    | RunFinishedEvent
    | RunErrorEvent
    | StepStartedEvent
    | StepFinishedEvent
    | SubagentStartedEvent
    | SubagentFinishedEvent
    | SubagentErrorEvent
    | ToolCallStartEvent
    | ToolCallArgsEvent
    | ToolCallEndEvent
    | ToolCallResultEvent
    | TextMessageStartEvent
    | TextMessageContentEvent
    | TextMessageEndEvent
    | (ProgressEvent | RouteEvent | RetryEvent | AnswerEvent);
  id: string;
  jobId: string;
  threadId: string;
  ts: number;
}
/**
 * Opens a run. Run-scoped, so it carries no subagent attribution.
 */
export interface RunStartedEvent {
  input?: RunAgentInput | null;
  metadata?: {
    [k: string]: unknown;
  } | null;
  parentRunId?: string | null;
  protocolVersion?: string | null;
  rawEvent?: unknown;
  runId: string;
  threadId: string;
  timestamp?: number | null;
  type: "RUN_STARTED";
}
/**
 * Closes a run that did not fail. Run-scoped, so it carries no subagent
 * attribution.
 */
export interface RunFinishedEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  outcome?: (RunFinishedSuccessOutcome | RunFinishedInterruptOutcome | RunFinishedCancelledOutcome) | null;
  rawEvent?: unknown;
  result?: unknown;
  runId: string;
  threadId: string;
  timestamp?: number | null;
  type: "RUN_FINISHED";
  usage?: TokenUsage[] | null;
}
/**
 * The run completed. Equivalent to an absent outcome. Closed like every
 * other object, which is also what keeps it from carrying the suspended
 * sibling's interrupts — a success with an interrupt still pending would
 * be a contradiction, not an extension. A completed run may still have
 * left frontend tool calls for the application to answer;
 * pendingToolCallIds names them.
 */
export interface RunFinishedSuccessOutcome {
  pendingToolCallIds?: string[] | null;
  type: "success";
}
/**
 * The run is paused, waiting for something outside it. Resuming means
 * starting a new run whose resume entries answer these interrupts.
 */
export interface RunFinishedInterruptOutcome {
  interrupts: Interrupt[];
  type: "interrupt";
}
/**
 * Something a run needs from outside before it can continue, such as an
 * approval or a missing value.
 */
export interface Interrupt {
  expiresAt?: string | null;
  id: string;
  message?: string | null;
  metadata?: {
    [k: string]: unknown;
  } | null;
  reason: string;
  responseSchema?: {
    [k: string]: unknown;
  } | null;
  subagentRunId?: string | null;
  toolCallId?: string | null;
}
/**
 * The run was stopped before it completed, by whoever was running it, and
 * did not fail. Neither success nor interrupt: nothing was produced as a
 * result, and nothing is waited for, so the next run on the thread is an
 * ordinary new run rather than a resume. Closed like its siblings: a
 * cancelled run has no interrupts to carry. Named in the schema before 1.0
 * because an outcome a consumer does not recognise is stripped and read as
 * success — a cancellation added later would reach every 1.0 consumer as a
 * completed run.
 */
export interface RunFinishedCancelledOutcome {
  type: "cancelled";
}
/**
 * Token counts for one provider and model, in the protocol's own
 * accounting: every count is either a total or a named part of one, so
 * entries from different providers add up without double-counting.
 * inputTokens and outputTokens are the totals; reasoningTokens,
 * cachedInputTokens and cacheWriteInputTokens are parts of them, never
 * additions to them; totalTokens is the two totals summed. Every field is
 * a label or a number — nothing content-bearing or identifying, no
 * prompts, completions, messages, or thread, run and user identifiers.
 */
export interface TokenUsage {
  cacheWriteInputTokens?: number | null;
  cachedInputTokens?: number | null;
  inputTokens?: number | null;
  model?: string | null;
  outputTokens?: number | null;
  provider?: string | null;
  reasoningTokens?: number | null;
  totalTokens?: number | null;
}
/**
 * Ends a run that failed. Run-scoped, so it carries no subagent
 * attribution; a subagent that fails without ending the run reports
 * SUBAGENT_ERROR instead.
 */
export interface RunErrorEvent {
  code?: string | null;
  message: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  rawEvent?: unknown;
  timestamp?: number | null;
  type: "RUN_ERROR";
  usage?: TokenUsage[] | null;
}
/**
 * Opens a named step within a run, for producers whose frameworks have a
 * step concept worth surfacing.
 */
export interface StepStartedEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  rawEvent?: unknown;
  stepName: string;
  subagentRunId?: string | null;
  timestamp?: number | null;
  type: "STEP_STARTED";
}
/**
 * Closes a named step.
 */
export interface StepFinishedEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  rawEvent?: unknown;
  stepName: string;
  subagentRunId?: string | null;
  timestamp?: number | null;
  type: "STEP_FINISHED";
}
/**
 * Announces that a subagent invocation has begun. Everything the subagent
 * produces afterwards is attributed by carrying its subagentRunId, so a
 * consumer can group the work without replaying the stream. Composed from
 * BaseEvent alone rather than Attributable, because here subagentRunId
 * identifies the subagent rather than attributing the event to one;
 * attribution to an enclosing subagent is parentSubagentRunId.
 */
export interface SubagentStartedEvent {
  description?: string | null;
  metadata?: {
    [k: string]: unknown;
  } | null;
  name: string;
  parentMessageId?: string | null;
  parentSubagentRunId?: string | null;
  parentToolCallId?: string | null;
  rawEvent?: unknown;
  subagentRunId: string;
  timestamp?: number | null;
  type: "SUBAGENT_STARTED";
}
/**
 * Ends a subagent invocation's segment of this run, either because the
 * work completed or because it is suspended awaiting outside input.
 */
export interface SubagentFinishedEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  outcome?: (SubagentFinishedSuccessOutcome | SubagentFinishedSuspendedOutcome) | null;
  rawEvent?: unknown;
  result?: unknown;
  subagentRunId: string;
  timestamp?: number | null;
  type: "SUBAGENT_FINISHED";
}
/**
 * The subagent completed its work. Equivalent to an absent outcome.
 */
export interface SubagentFinishedSuccessOutcome {
  type: "success";
}
/**
 * The subagent is paused awaiting outside input. Terminal for this stream,
 * not for the subagent: a later run may continue the same invocation once
 * the interrupts are answered.
 */
export interface SubagentFinishedSuspendedOutcome {
  interruptIds?: string[] | null;
  type: "suspended";
}
/**
 * Reports that a subagent invocation failed. The run may continue: a
 * parent agent is free to handle a failed subagent, which is why this is
 * not RUN_ERROR.
 */
export interface SubagentErrorEvent {
  code?: string | null;
  message: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  rawEvent?: unknown;
  subagentRunId: string;
  timestamp?: number | null;
  type: "SUBAGENT_ERROR";
}
/**
 * Opens a tool call. The arguments arrive as TOOL_CALL_ARGS events and the
 * call closes with TOOL_CALL_END.
 */
export interface ToolCallStartEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  parentMessageId?: string | null;
  rawEvent?: unknown;
  subagentRunId?: string | null;
  timestamp?: number | null;
  toolCallId: string;
  toolCallName: string;
  type: "TOOL_CALL_START";
}
/**
 * Appends a fragment of a tool call's arguments.
 */
export interface ToolCallArgsEvent {
  delta: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  rawEvent?: unknown;
  subagentRunId?: string | null;
  timestamp?: number | null;
  toolCallId: string;
  type: "TOOL_CALL_ARGS";
}
/**
 * Closes a tool call, meaning its arguments are complete.
 */
export interface ToolCallEndEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  rawEvent?: unknown;
  subagentRunId?: string | null;
  timestamp?: number | null;
  toolCallId: string;
  type: "TOOL_CALL_END";
}
/**
 * Carries what a tool returned. Mints a tool message rather than appending
 * to an existing one, which is why it has its own messageId.
 */
export interface ToolCallResultEvent {
  content: string | (TextPart | ImagePart | AudioPart | VideoPart | DocumentPart)[];
  messageId: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  rawEvent?: unknown;
  role?: "tool" | null;
  subagentRunId?: string | null;
  timestamp?: number | null;
  toolCallId: string;
  type: "TOOL_CALL_RESULT";
}
/**
 * Opens a streamed text message. The content arrives as
 * TEXT_MESSAGE_CONTENT events and the message closes with
 * TEXT_MESSAGE_END.
 */
export interface TextMessageStartEvent {
  messageId: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  name?: string | null;
  rawEvent?: unknown;
  role?: ("developer" | "system" | "assistant" | "user") | null;
  subagentRunId?: string | null;
  timestamp?: number | null;
  type: "TEXT_MESSAGE_START";
}
/**
 * Appends a fragment to a streamed text message.
 */
export interface TextMessageContentEvent {
  delta: string;
  messageId: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  rawEvent?: unknown;
  subagentRunId?: string | null;
  timestamp?: number | null;
  type: "TEXT_MESSAGE_CONTENT";
}
/**
 * Closes a streamed text message.
 */
export interface TextMessageEndEvent {
  messageId: string;
  metadata?: {
    [k: string]: unknown;
  } | null;
  rawEvent?: unknown;
  subagentRunId?: string | null;
  timestamp?: number | null;
  type: "TEXT_MESSAGE_END";
}
/**
 * How far the job is.
 */
export interface ProgressEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  name: "job.progress";
  rawEvent?: unknown;
  subagentRunId?: string | null;
  timestamp?: number | null;
  type: "CUSTOM";
  value: Progress;
}
/**
 * How far the job is, in percent, with a stage and a sentence a person understands. It never goes back.
 */
export interface Progress {
  message: string;
  percent: number;
  stage: string;
}
/**
 * Who answers.
 */
export interface RouteEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  name: "job.route";
  rawEvent?: unknown;
  subagentRunId?: string | null;
  timestamp?: number | null;
  type: "CUSTOM";
  value: Route;
}
/**
 * Who answers, how that was decided, and how many microseconds deciding took.
 */
export interface Route {
  agents: string[];
  micros: number;
  path: "fast" | "model" | "fallback";
  reason: string;
}
/**
 * The job goes on with another worker.
 */
export interface RetryEvent {
  metadata?: {
    [k: string]: unknown;
  } | null;
  name: "job.retry";
  rawEvent?: unknown;
  subagentRunId?: string | null;
  timestamp?: number | null;
  type: "CUSTOM";
  value: Retry;
}
/**
 * A worker was lost, and attempt number `attempt` goes on. Everything open was closed before this event.
 */
export interface Retry {
  attempt: number;
  reason: string;
}
/**
 * A refused frame: what happened and what to do; `retryable` says whether sending it again may help.
 */
export interface Error {
  code: ErrorCode;
  message: string;
  reqId?: string | null;
  retryAfterMs?: number | null;
  retryable: boolean;
  type: "error";
}
/**
 * What was said of one answer; `at` is Unix milliseconds.
 */
export interface FeedbackEntry {
  at: number;
  jobId: string;
  question: string;
  reason: string;
  threadId: string;
  verdict: "up" | "down";
}
/**
 * What is kept of a job's answer since `at`, in Unix milliseconds; nulls when nothing is.
 */
export interface FeedbackGiven {
  at: number | null;
  jobId: string;
  reason: string;
  reqId?: string | null;
  type: "feedback.given";
  verdict: ("up" | "down") | null;
}
/**
 * What the user said of answers, the latest question first.
 */
export interface Feedbacks {
  feedback: FeedbackEntry[];
  reqId?: string | null;
  type: "feedbacks";
}
/**
 * A job in a list; times are Unix milliseconds. `model` is false for one that is kept from language models.
 */
export interface JobSummary {
  createdAt: number;
  finishedAt: number | null;
  jobId: string;
  model?: boolean | null;
  percent: number;
  question: string;
  runId: string;
  seq: number;
  status: string;
  threadId: string;
}
/**
 * The user's latest jobs, newest first.
 */
export interface Jobs {
  jobs: JobSummary[];
  reqId?: string | null;
  type: "jobs";
}
/**
 * A key with its secret text, which is kept nowhere and shown this once.
 */
export interface KeyMade {
  key: KeyRecord;
  reqId?: string | null;
  text: string;
  type: "key.made";
}
/**
 * What is known of a key, which is not its secret. Times are Unix milliseconds.
 *
 * `accounts` is null for all. `revokedAt` says when it was ended, `formerUntil` until when the secret before the last
 * rotation is good.
 */
export interface KeyRecord {
  accounts: string[] | null;
  createdAt: number;
  expiresAt: number;
  formerUntil: number | null;
  good: boolean;
  keyId: string;
  name: string;
  revokedAt: number | null;
  role: string;
}
/**
 * The keys that the user may manage, by age.
 */
export interface Keys {
  keys: KeyRecord[];
  reqId?: string | null;
  type: "keys";
}
/**
 * What is remembered now, the oldest first.
 */
export interface Memories {
  names: MemoryEntry[];
  reqId?: string | null;
  type: "memories";
}
/**
 * A name of the user's own, and what it is read as in questions since `at`, in Unix milliseconds.
 */
export interface MemoryEntry {
  at: number;
  meaning: string;
  name: string;
}
/**
 * The answer to a ping.
 */
export interface Pong {
  reqId?: string | null;
  type: "pong";
}
/**
 * The replay reached `through`; what comes next is live.
 */
export interface ResumeDone {
  jobId: string;
  reqId?: string | null;
  through: number;
  type: "resume.done";
}
/**
 * The user's conversations, the latest first.
 */
export interface Threads {
  reqId?: string | null;
  threads: ThreadSummary[];
  type: "threads";
}
/**
 * A conversation in a list; `updated_at` is Unix milliseconds.
 */
export interface ThreadSummary {
  jobs: number;
  threadId: string;
  title: string;
  updatedAt: number;
}
/**
 * The latest jobs of a conversation, oldest first.
 */
export interface ThreadJobs {
  jobs: JobSummary[];
  reqId?: string | null;
  threadId: string;
  type: "thread";
}
/**
 * A conversation has another title. Its user's other connections are told too, without a `reqId`.
 */
export interface ThreadRenamed {
  reqId?: string | null;
  threadId: string;
  title: string;
  type: "thread.renamed";
}
/**
 * A conversation is gone. Its user's other connections are told too, without a `reqId`.
 */
export interface ThreadDeleted {
  reqId?: string | null;
  threadId: string;
  type: "thread.deleted";
}
