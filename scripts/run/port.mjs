import { once } from "node:events";
import { createServer } from "node:net";
import { Failure } from "../shared/failure.mjs";

/** The port that the environment asks for, after a look whether it is free. */
export async function chosenPort(text = process.env.PORT || "8080") {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Failure(`PORT is ${text}: it must be a number up to 65535`);
  try {
    return await bind(port);
  } catch (error) {
    if (error.code === "EADDRINUSE")
      throw new Failure(`port ${port} is taken: set PORT to another one, as in \`PORT=8081 npm start\``);
    throw new Failure(
      `port ${port} cannot be used (${error.code}): set PORT to another one, as in \`PORT=8081 npm start\``,
    );
  }
}

/** A port that nothing listens on. */
export function freePort() {
  return bind(0);
}

async function bind(port) {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  const found = server.address().port;
  server.close();
  await once(server, "close");
  return found;
}
