import type { Scenario, ScenarioName } from "./protocol.js";

/** How a simulator starts. */
export interface SimulatorOptions {
  /** The port on 127.0.0.1. Default: a free one. */
  port?: number;
  /** A built-in scenario, the path of a JSON file, or a set-up. Default: everything works. */
  scenario?: ScenarioName | (string & {}) | Scenario;
  /** The account's balance. Default: 10 000. */
  credits?: number;
  /** The account's plan. Default: `"pro"`. */
  plan?: "free" | "pro";
  /** Akool's published prices, or what users report to be charged. */
  prices?: "documented" | "observed";
  /** How the clock starts. Default: now, at the speed of real time. */
  clock?: {
    /** Whether it stands until {@link Control.advance} steps it. */
    stopped?: boolean;
    /** Factor against real time. At 1 a job takes at least 4 s. */
    speed?: number;
    /** Milliseconds since 1970. */
    startMs?: number;
  };
  /** `"preview"`, the default, renders tiny videos in milliseconds; `"full"` renders them as requested. */
  quality?: "preview" | "full";
  /** Makes ids and pictures repeat from run to run. */
  seed?: number;
  /** Refuses what Akool's published tables do not allow. */
  strict?: boolean;
  /** Which requests pages of other origins may send. Default: `"off"`. */
  cors?: "off" | "bearer" | "any";
  /** 16, 24 or 32 characters. Default: a random one. */
  apiKey?: string;
  /** For webhooks and `getToken`. Default: a random one. */
  clientId?: string;
  /** Takes every line of the simulator's log. */
  log?: (line: string) => void;
  /** How long to wait until it is ready. Default: 30 000. */
  startTimeoutMs?: number;
}

/** The command line of these options. Secrets are not on it: every user of a machine can read command lines. */
export function flagsOf(options: SimulatorOptions): string[] {
  const { port = 0, quality = "preview", clock = {}, scenario } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RangeError(`akool-simulator: port is a whole number from 0 to 65535, not ${port}`);
  const flags = ["--control", "--stop-with-stdin", "--listen", `127.0.0.1:${port}`, "--quality", quality];
  const values = {
    "--scenario": typeof scenario === "string" ? scenario : undefined,
    "--credits": options.credits,
    "--plan": options.plan,
    "--prices": options.prices,
    "--speed": clock.speed,
    "--start-ms": clock.startMs,
    "--seed": options.seed,
    "--cors": options.cors,
  };
  for (const [flag, value] of Object.entries(values)) if (value !== undefined) flags.push(flag, String(value));
  if (clock.stopped) flags.push("--stopped");
  if (options.strict) flags.push("--strict");
  return flags;
}
