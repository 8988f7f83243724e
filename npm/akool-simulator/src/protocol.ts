/** The JSON of the control interface. Its names are those of the routes under `/_control/`. */

/** A scenario that is built in. */
export type ScenarioName =
  | "happy"
  | "slow"
  | "lost-answer"
  | "rate-limited"
  | "out-of-credits"
  | "expired"
  | "webhook-storm";

/** A set-up. Absent parts stay as they are; what a built-in scenario brings comes first. */
export interface Scenario {
  name?: ScenarioName;
  clock?: ClockChange;
  account?: AccountChange;
  plans?: Plan[];
  faults?: Fault[];
}

/** A change of the clock, applied in this order. */
export interface ClockChange {
  /** Factor against real time. */
  speed?: number;
  stopped?: boolean;
  /** Sets the clock forward to this moment, in milliseconds since 1970. */
  now_ms?: number;
  /** Steps the clock forward. */
  step_ms?: number;
}

export interface Clock {
  now_ms: number;
  speed: number;
  stopped: boolean;
  /** When something happens next. */
  next_due_ms?: number;
  /** After a change: whether everything that was due has happened. */
  settled?: boolean;
}

export interface Account {
  credits: number;
  /** The free plan refuses 10 s videos and premium models. */
  plan: "free" | "pro";
  /** Whether every call is answered with code 1200. */
  banned: boolean;
}

export type AccountChange = Partial<Account>;

/** A route, for faults and for the journal. */
export type Route =
  | "get_token"
  | "create"
  | "batch"
  | "results"
  | "effects"
  | "update_audio"
  | "delete"
  | "models"
  | "credits"
  | "info"
  | "list"
  | "text_batch"
  | "media"
  | "unknown";

/** The conditions of a fault or a plan. All that are given must hold. */
export interface When {
  body_contains?: string;
  path_contains?: string;
  /** Headers that are there and contain a text. */
  headers?: Record<string, string>;
  /** Fields of the JSON body, by name or JSON pointer, with exactly this value. */
  json?: Record<string, unknown>;
}

/** How matching new jobs go. */
export interface Plan {
  /** How many jobs it applies to, 0 for all. Default: 1. */
  count?: number;
  when?: When;
  queue_ms?: number;
  processing_ms?: number;
  /** How long its video can be fetched. Default: seven days. */
  result_lifetime_ms?: number;
  /** The job fails with this reason. */
  fail?: string;
  fail_code?: number;
  /** The job is not created. */
  refuse?: { code: number; msg?: string };
}

/** A fault that is injected on purpose. */
export interface Fault {
  answer: FaultAnswer;
  /** Default: every route of Akool's. `connection`: when a connection is accepted; `webhook`: when a callback is sent. */
  route?: Route | "connection" | "webhook";
  /** How many matching requests it hits, 0 for all. Default: 1. */
  count?: number;
  /** How many matching requests pass first. */
  skip?: number;
  /** The probability for each matching request, from 0 to 1. */
  probability?: number;
  when?: When;
  /** Whether the request is carried out before the answer goes wrong. */
  effect?: boolean;
  /** Real milliseconds before the answer. */
  delay_ms?: number;
  /** Its name in the journal. */
  id?: string;
}

export type FaultAnswer =
  | { kind: "genuine" | "close" | "reset" | "hang" | "malformed" | "truncated" | "missing" | "forged" }
  | { kind: "status"; status: number; retry_after?: number | string; body?: unknown }
  | { kind: "business"; code: number; msg?: string }
  | { kind: "html"; status?: number }
  | { kind: "edited"; set?: Record<string, unknown>; remove?: string[] }
  | { kind: "duplicate"; times?: number };

/** A request and how it was answered. */
export interface JournalEntry {
  sequence: number;
  at_ms: number;
  route: Route;
  method: string;
  path: string;
  query: string;
  /** In order; credentials are shown as `[good]` or `[bad]`. */
  headers: [string, string][];
  body: string;
  json: unknown;
  /** Whether it was carried out. */
  effect: boolean;
  /** The fault that hit it. */
  fault: string | null;
  /** `null`: no answer was sent. */
  status: number | null;
  /** Akool's business code. */
  code: number | null;
}

/** An attempt to deliver a callback. */
export interface WebhookDelivery {
  id: string;
  status: number;
  url: string;
  at_ms: number;
  attempt: number;
  /** The receiver's HTTP status. `null`: it could not be reached, or nothing was sent. */
  answered: number | null;
  fault: string | null;
}

/** A job as the simulator stores it, without what it keeps for itself. */
export interface StoredJob {
  id: string;
  create_time: number;
  stage:
    | "Queueing"
    | "Processing"
    | { Completed: { video: string; cover: string } }
    | { Failed: { reason: string; code: number } };
  prompt: string;
  image_url: string;
  resolution: string;
  webhook_url: string;
  deduction_credit: number;
}
