import assert from "node:assert/strict";
import { test } from "node:test";
import { findSecret } from "../support/leak.mjs";

const secret = "canary-vendor-key-0123456789abcdef";

test("a secret is found in every coding it may hide in", () => {
  const hidden = {
    plain: `x-api-key: ${secret}\n`,
    "base64 at offset 0": Buffer.from(`${secret}!`).toString("base64"),
    "base64 at offset 1": Buffer.from(`a${secret}!`).toString("base64"),
    "base64 at offset 2": Buffer.from(`ab${secret}!`).toString("base64"),
    "base64url": Buffer.from(`{"key":"${secret}"}`).toString("base64url"),
    hexadecimal: Buffer.from(`key ${secret}`).toString("hex"),
  };
  const texts = Object.entries(hidden).map(([what, text]) => ({ what, bytes: Buffer.from(text) }));
  assert.deepEqual(findSecret(secret, texts), Object.keys(hidden));
});

test("what holds no secret is left alone", () => {
  assert.deepEqual(findSecret(secret, [{ what: "part", bytes: Buffer.from(secret.slice(0, 20)) }]), []);
});
