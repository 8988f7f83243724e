import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** How long a code waits for its phone. */
export const codeLifetimeMs = 10 * 60_000;
/** After so many wrong ones the code is withdrawn. */
export const maxWrongCodes = 10;

/**
 * Which phones may use the demo. A code of 128 random bits pairs one phone and gives it a secret, which it sends with
 * every request. A phone's tokens are good from that phone alone. Of codes, secrets and tokens only digests are kept.
 */
export function createPairing({ now = Date.now } = {}) {
  const phones = new Map();
  const spent = new Set();
  let current;

  const retire = () => {
    if (current) spent.add(current.digest.toString("hex"));
    current = undefined;
  };

  return {
    /** Makes a code. The one before, if it is still waiting, is good no longer. */
    issueCode() {
      retire();
      const code = randomText(16);
      current = { digest: digestOf(code), expiresAtMs: now() + codeLifetimeMs, wrong: 0 };
      return code;
    },

    /**
     * Pairs a phone by its code: `{ outcome: "paired", secret }`. Otherwise the outcome is `spent` (used, replaced or too
     * old), `wrong`, or `withdrawn` for the wrong code that was one too many.
     */
    redeem(code) {
      const digest = digestOf(code);
      if (current && now() >= current.expiresAtMs) retire();
      if (spent.has(digest.toString("hex"))) return { outcome: "spent" };
      if (!current) return { outcome: "wrong" };
      if (!timingSafeEqual(digest, current.digest)) {
        current.wrong += 1;
        if (current.wrong < maxWrongCodes) return { outcome: "wrong" };
        retire();
        return { outcome: "withdrawn" };
      }
      retire();
      const secret = randomText(32);
      phones.set(keyOf(secret), createPhone(now));
      return { outcome: "paired", secret };
    },

    /** The phone that has this secret. */
    findPhone: (secret) => (secret === undefined ? undefined : phones.get(keyOf(secret))),
  };
}

/** A paired phone, with the tokens it was given. */
function createPhone(now) {
  const tokens = new Map();
  return {
    addToken(token, lifetimeSeconds) {
      for (const [key, expiresAtMs] of tokens) if (expiresAtMs <= now()) tokens.delete(key);
      tokens.set(keyOf(token), now() + lifetimeSeconds * 1000);
    },
    hasToken: (token) => tokens.has(keyOf(token)),
  };
}

function randomText(bytes) {
  return randomBytes(bytes).toString("base64url");
}

function digestOf(text) {
  return createHash("sha256").update(text).digest();
}

function keyOf(text) {
  return digestOf(text).toString("hex");
}
