import { beforeEach, describe, expect, it, vi } from "vitest";

const headers = (date: string) => new Headers({ date });

/** A fresh copy of the module, which has heard of no server yet. */
const loadClock = async () => {
  vi.resetModules();
  return import("./clock.js");
};

describe("the clock", () => {
  let clock: Awaited<ReturnType<typeof loadClock>>;
  beforeEach(async () => {
    clock = await loadClock();
  });

  it("is this machine's before the first response", () => {
    expect(clock.serverTimeMs()).toBeUndefined();
    expect(Math.abs(clock.nowMs() - Date.now())).toBeLessThan(1000);
  });

  it("follows the server once a response has told the time", () => {
    const date = "Thu, 01 Jan 2060 00:00:00 GMT";
    clock.learnServerTime(headers(date));
    expect(clock.serverTimeMs()).toBeGreaterThanOrEqual(Date.parse(date));
    expect(clock.nowMs() - Date.parse(date)).toBeLessThan(1000);
  });

  it("ignores a date that cannot be read, and a response without one", () => {
    clock.learnServerTime(headers("yesterday"));
    clock.learnServerTime(new Headers());
    expect(clock.serverTimeMs()).toBeUndefined();
  });
});
