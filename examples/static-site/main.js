// A site without a backend of its own: a hosted service logs people in, and the gateway takes its session tokens.
import { configure } from "akool-image-to-video";
import "akool-image-to-video/element";
import { sessionToken } from "./session.js";

configure({
  // Called again when the token ends.
  token: async () => {
    const answer = await fetch("/token", {
      method: "POST",
      headers: { authorization: `Bearer ${await sessionToken()}` },
    });
    if (!answer.ok) throw new Error(`The gateway gave no token: ${answer.status}`);
    return answer.json();
  },
});
