import type {
  Account,
  AccountChange,
  Clock,
  ClockChange,
  Fault,
  JournalEntry,
  Plan,
  Route,
  Scenario,
  ScenarioName,
  StoredJob,
  WebhookDelivery,
} from "./protocol.js";

/** Steers one account of the simulator: that of the simulator itself, or that of a session. */
export class Control {
  /** What the code under test takes for Akool's address. */
  readonly url: string;
  /** What the code under test takes for Akool's API key. */
  readonly apiKey: string;
  readonly #whyGone: () => string | undefined;

  /** @internal */
  constructor(url: string, apiKey: string, whyGone: () => string | undefined) {
    this.url = url;
    this.apiKey = apiKey;
    this.#whyGone = whyGone;
  }

  /** Shows or changes the clock. A change resolves when everything that became due has happened. */
  clock(change?: ClockChange): Promise<Clock> {
    return change ? this.control("POST", "clock", change) : this.control("GET", "clock");
  }

  /** Steps the clock forward, and resolves when everything that became due has happened: downloads, renders, callbacks. */
  advance(milliseconds: number): Promise<Clock> {
    return this.clock({ step_ms: milliseconds });
  }

  /** Resolves when everything that is due has happened, without moving the clock. */
  settle(): Promise<Clock> {
    return this.control("POST", "settle", {});
  }

  /** Shows or changes credits, plan and ban. */
  account(change?: AccountChange): Promise<Account> {
    return change ? this.control("POST", "account", change) : this.control("GET", "account");
  }

  /** Adds faults. The first that matches a request hits it. Returns their ids. */
  async addFaults(...faults: Fault[]): Promise<string[]> {
    return (await this.control<{ ids: string[] }>("POST", "faults", faults)).ids;
  }

  /** Removes all faults. */
  async clearFaults(): Promise<void> {
    await this.control("DELETE", "faults");
  }

  /** Adds plans, which decide how new jobs go. */
  async addPlans(...plans: Plan[]): Promise<void> {
    await this.control("POST", "plans", plans);
  }

  /** Removes all plans. */
  async clearPlans(): Promise<void> {
    await this.control("DELETE", "plans");
  }

  /** Applies a scenario: one that is built in, or one of your own. */
  async scenario(scenario: ScenarioName | Scenario): Promise<void> {
    await this.control("POST", "scenario", scenarioBody(scenario));
  }

  /** All jobs, the newest first. */
  async jobs(): Promise<StoredJob[]> {
    return (await this.control<{ jobs: StoredJob[] }>("GET", "jobs")).jobs;
  }

  /** Fails a job that has not ended. */
  async failJob(id: string, reason: string): Promise<void> {
    await this.control("POST", `jobs/${encodeURIComponent(id)}`, { fail: reason });
  }

  /** The requests that were received, optionally of one route only, or after an entry's `sequence`. */
  async journal({ route, since = 0 }: { route?: Route; since?: number } = {}): Promise<JournalEntry[]> {
    const query = `since=${since}${route ? `&route=${route}` : ""}`;
    return (await this.control<{ entries: JournalEntry[] }>("GET", `journal?${query}`)).entries;
  }

  /** Every attempt to deliver a callback. */
  async webhooks(): Promise<WebhookDelivery[]> {
    return (await this.control<{ deliveries: WebhookDelivery[] }>("GET", "webhooks")).deliveries;
  }

  /** Removes jobs, videos, faults, plans and journal, and resets account and clock, which goes on from its time. */
  async reset(): Promise<void> {
    await this.control("POST", "reset", {});
  }

  /** Calls a route of the control interface that has no function here. */
  async control<Answer = unknown>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(`${this.url}/_control/${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      const why = this.#whyGone() ?? `it cannot be reached at ${this.url}`;
      throw new Error(`akool-simulator: ${method} /_control/${path} failed: ${why}`, { cause });
    }
    const answer = (await response.json()) as Answer & { error?: string };
    if (response.ok) return answer;
    throw new Error(`akool-simulator: ${method} /_control/${path} is refused: ${answer.error ?? response.status}`);
  }
}

/** A scenario as the control interface takes it. */
export function scenarioBody(scenario: ScenarioName | Scenario): Scenario {
  return typeof scenario === "string" ? { name: scenario } : scenario;
}
