import { describe, expect, it } from "vitest";
import type { ClientOptions } from "../types/options.js";
import { readOptions } from "./options.js";

const baseUrl = "https://gateway.example";

describe("readOptions", () => {
  it("fills in the defaults", () => {
    expect(readOptions({ baseUrl })).toEqual({ baseUrl, tokenUrl: `${baseUrl}/token`, timeoutMs: 30_000 });
  });

  it("takes the slashes off the end of baseUrl, and leaves tokenUrl as it is", () => {
    const tokenUrl = "https://site.example/token/";
    expect(readOptions({ baseUrl: `${baseUrl}/video//`, tokenUrl })).toMatchObject({
      baseUrl: `${baseUrl}/video`,
      tokenUrl,
    });
  });

  it("counts undefined as absent", () => {
    const options = { baseUrl, timeoutMs: undefined, apiKey: undefined } as unknown as ClientOptions;
    expect(readOptions(options)).toEqual(readOptions({ baseUrl }));
  });

  it.each([
    [undefined, "Give baseUrl"],
    [{ baseUrl, apiKey: "secret" }, "Remove the option apiKey"],
    [{ baseUrl, scope: 7 }, "Give scope as a string"],
    [{ baseUrl, token: 7 }, "Give token as a string or a function"],
    [{ baseUrl, credentials: "always" }, "Give credentials as one of"],
    [{ baseUrl, timeoutMs: 0 }, "Give timeoutMs as a positive number"],
    [{ baseUrl, timeoutMs: Number.NaN }, "Give timeoutMs as a positive number"],
    [{ baseUrl, direct: true }, "Give token"],
  ])("refuses %o", (options, message) => {
    expect(() => readOptions(options as unknown as ClientOptions)).toThrowError(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining(message) }),
    );
  });
});
