import { randomBytes } from "node:crypto";
import manifest from "../package.json" with { type: "json" };
import { findProgram } from "../../shared/find-program.js";
import { Control, scenarioBody } from "./control.js";
import { flagsOf, type SimulatorOptions } from "./options.js";
import { type RunningProcess, startProcess } from "./process.js";
import type { Scenario, ScenarioName } from "./protocol.js";

/** A simulator that runs as a child of this process. */
export class Simulator extends Control {
  /** For `getToken` and for opening webhooks. */
  readonly clientId: string;
  readonly processId: number;
  readonly #process: RunningProcess;

  /** @internal */
  constructor(running: RunningProcess, apiKey: string, clientId: string) {
    super(running.url, apiKey, running.whyGone);
    this.clientId = clientId;
    this.processId = running.processId;
    this.#process = running;
  }

  /**
   * Opens a session: an account with its own credits, clock, faults, jobs and journal, so that tests can share one
   * simulator and run side by side.
   */
  async session({ name, scenario }: SessionOptions = {}): Promise<Session> {
    const opened = await this.control<{ session: string; base_url: string }>("POST", "sessions", {
      ...(name !== undefined && { name }),
      ...(scenario !== undefined && { scenario: scenarioBody(scenario) }),
    });
    return new Session(opened.session, opened.base_url, this, this.#process.whyGone);
  }

  /** Stops the simulator. */
  stop(): Promise<void> {
    return this.#process.stop();
  }
}

export interface SessionOptions {
  /** 1 to 64 letters, digits, `-` and `_`. Default: a random name. */
  name?: string;
  /** A built-in scenario, or a set-up. Default: everything works. */
  scenario?: ScenarioName | Scenario;
}

/**
 * A session of a simulator. Requests belong to it by its `url`, by its `apiKey`, or by its `headers`; one of the three is
 * enough.
 */
export class Session extends Control {
  readonly name: string;
  /** What names the session in a request to the simulator's own URL. */
  readonly headers: { "x-simulator-session": string };
  readonly #simulator: Simulator;

  /** @internal */
  constructor(name: string, url: string, simulator: Simulator, whyGone: () => string | undefined) {
    super(url, `${simulator.apiKey}.${name}`, whyGone);
    this.name = name;
    this.headers = { "x-simulator-session": name };
    this.#simulator = simulator;
  }

  /** Ends the session and forgets its jobs and videos. */
  async end(): Promise<void> {
    await this.#simulator.control("DELETE", `sessions/${this.name}`);
  }
}

/** Starts a simulator on this machine, and resolves when it listens. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const flags = flagsOf(options);
  const apiKey = options.apiKey ?? randomBytes(16).toString("hex");
  const clientId = options.clientId ?? randomBytes(12).toString("hex");
  const running = await startProcess(findProgram(manifest), flags, {
    env: { ...process.env, AKOOL_SIMULATOR_API_KEY: apiKey, AKOOL_SIMULATOR_CLIENT_ID: clientId },
    log: options.log,
    limitMs: options.startTimeoutMs ?? 30_000,
  });
  const simulator = new Simulator(running, apiKey, clientId);
  if (typeof options.scenario === "object") {
    try {
      await simulator.scenario(options.scenario);
    } catch (error) {
      await simulator.stop();
      throw error;
    }
  }
  return simulator;
}
