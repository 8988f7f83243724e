import { describe, expect, it, vi } from "vitest";
import { claim, claimed, isClaimedHere } from "./claims.js";

// Without Web Locks, as in a page without TLS: claims are this page's own.
vi.stubGlobal("navigator", {});

describe("claims", () => {
  it("are held by one at a time, until the signal aborts", async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    await expect(claim("job", first.signal)).resolves.toBe(true);
    await expect(claim("job", second.signal)).resolves.toBe(false);
    expect(isClaimedHere("job")).toBe(true);
    expect([...(await claimed())]).toEqual(["job"]);
    first.abort();
    expect(isClaimedHere("job")).toBe(false);
    await expect(claim("job", second.signal)).resolves.toBe(true);
    second.abort();
  });

  it("are not given to a signal that has aborted", async () => {
    await expect(claim("job", AbortSignal.abort())).resolves.toBe(false);
    expect(isClaimedHere("job")).toBe(false);
  });
});
