import { randomUUID } from "node:crypto";

const users = new Map();

/** In place of your login: every visitor is a guest with an account of their own. Returns the cookie to set. */
export function logIn() {
  const session = randomUUID();
  users.set(session, `guest-${users.size + 1}`);
  return `session=${session}; HttpOnly; SameSite=Strict; Path=/`;
}

/** Who sent a request; `undefined` if there is no session. */
export function userOf(request) {
  return users.get(/(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1]);
}
