import { describe, expect, it, vi } from "vitest";
import { abortable } from "./abortable.js";

describe("abortable", () => {
  it("passes on a result and an error", async () => {
    await expect(abortable(() => 7)).resolves.toBe(7);
    await expect(abortable(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });

  it("rejects with the signal's own reason as soon as it aborts", async () => {
    const controller = new AbortController();
    const result = abortable(() => new Promise(() => {}), controller.signal);
    controller.abort("enough");
    await expect(result).rejects.toBe("enough");
  });

  it("does not start after an abort", async () => {
    const task = vi.fn();
    await expect(abortable(task, AbortSignal.abort("enough"))).rejects.toBe("enough");
    expect(task).not.toHaveBeenCalled();
  });

  it("stops listening to the signal when the task is done", async () => {
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, "removeEventListener");
    await abortable(() => 7, signal);
    await Promise.resolve();
    expect(remove).toHaveBeenCalledOnce();
  });
});
