import { describe, expect, it } from "vitest";
import type { JobRecord } from "../types/jobs.js";
import { pauseMsAfter, read, recordsIn } from "./events.js";

const encoder = new TextEncoder();
const streamOf = (...chunks: string[]) =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
        controller.close();
      },
    }),
    { headers: { "content-type": "text/event-stream; charset=utf-8" } },
  );

describe("recordsIn", () => {
  it("finds one record, or several in a result", () => {
    expect(recordsIn('data: {"_id":"1"}')).toEqual([{ _id: "1" }]);
    expect(recordsIn('data:{"result":[{"_id":"1"},{"_id":"2"}]}')).toEqual([{ _id: "1" }, { _id: "2" }]);
  });

  it.each(["", ": keep-alive", "event: job", "id: 7", "retry: 1000"])("finds nothing in %o", (line) => {
    expect(recordsIn(line)).toEqual([]);
  });
});

describe("pauseMsAfter", () => {
  it("doubles with each failure up to a minute", () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(pauseMsAfter)).toEqual([1_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });
});

describe("read", () => {
  const { signal } = new AbortController();

  it("joins lines that come in pieces, and characters, too", async () => {
    const bytes = encoder.encode('data: {"_id":"ü"}\n\n');
    const records: JobRecord[] = [];
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const response = new Response(body, { headers: { "content-type": "text/event-stream" } });
    await expect(read(response, (record) => records.push(record), signal)).resolves.toEqual({ code: 1000 });
    expect(records).toEqual([{ _id: "ü" }]);
  });

  it("leaves a line alone that is not complete", async () => {
    const records: JobRecord[] = [];
    await read(streamOf('data: {"_id":"1"}\nda', 'ta: {"_id":"2"'), (record) => records.push(record), signal);
    expect(records).toEqual([{ _id: "1" }]);
  });

  it("does not read a page in place of a stream", async () => {
    const page = new Response("<html>", { headers: { "content-type": "text/html" } });
    await expect(read(page, () => {}, signal)).resolves.toBeUndefined();
    expect(page.bodyUsed).toBe(false);
  });
});
