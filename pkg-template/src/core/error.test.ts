import { describe, expect, it } from "vitest";
import { ImageToVideoError, loadError } from "./error.js";

describe("ImageToVideoError", () => {
  it("fills in what most errors share", () => {
    const error = new ImageToVideoError({ code: "timeout", message: "Too late." });
    expect(error).toBeInstanceOf(Error);
    expect({ ...error, name: error.name, message: error.message }).toEqual({
      name: "ImageToVideoError",
      message: "Too late.",
      code: "timeout",
      issues: [],
      retryable: false,
      charged: "no",
    });
  });

  it("has a cause only where one was given", () => {
    const message = "No.";
    expect("cause" in new ImageToVideoError({ code: "network", message })).toBe(false);
    expect(new ImageToVideoError({ code: "network", message, cause: 7 }).cause).toBe(7);
  });

  it.each([undefined, null, 7, "text", {}, new Error("another")])("is not %o", (value) => {
    expect(ImageToVideoError.isInstance(value)).toBe(false);
  });
});

describe("loadError", () => {
  it("tells a server that is out of reach from one that lacks the file", () => {
    expect(loadError("watch.js", undefined, undefined)).toMatchObject({ code: "network", retryable: true });
    expect(loadError("watch.js", undefined, { status: 404 })).toMatchObject({
      code: "configuration",
      status: 404,
      retryable: false,
    });
  });
});
