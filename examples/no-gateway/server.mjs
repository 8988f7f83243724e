// For a site that does not want the gateway: two typed calls, and no token. docs/key-safety.md says what that costs.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { validateCreateRequest } from "akool-image-to-video";
import { logIn, userOf } from "./login.mjs";

const { PORT = "3000", AKOOL_API_KEY, AKOOL_URL = "https://openapi.akool.com" } = process.env;
const prefix = "/api/open/v4/image2Video/";
const videosPerUser = 3;
const owners = new Map(); // of jobs; put it into your database

const ask = async (route, body) => {
  const headers = { "content-type": "application/json", "x-api-key": AKOOL_API_KEY };
  const init = { method: "POST", headers, body: JSON.stringify(body), redirect: "error" };
  return (await fetch(AKOOL_URL + prefix + route, init)).json();
};

const routes = {
  async createBySourcePrompt(user, { image_url, prompt }) {
    const request = { image_url, prompt, resolution: "720p", video_length: 5 };
    if ((await validateCreateRequest(request)).length > 0) return { code: 1003, msg: "The request is not valid." };
    const place = Symbol("taken before the vendor is asked, so that requests side by side count, too");
    owners.set(place, user);
    if ([...owners.values()].filter((owner) => owner === user).length > videosPerUser) {
      owners.delete(place);
      return { code: 1104, msg: "That was the last video." };
    }
    const { code, data } = await ask("createBySourcePrompt", request);
    if (code === 1000) owners.delete(place);
    if (code === 1000) owners.set(data._id, user);
    return { code, msg: "", data: data && { _id: data._id, status: data.status } };
  },
  async resultsByIds(user, { _ids }) {
    const own = String(_ids)
      .split(",")
      .every((id) => owners.get(id) === user);
    return own ? ask("resultsByIds", { _ids: String(_ids) }) : { code: 1008, msg: "No such job." };
  },
};

createServer(async (request, response) => {
  const answer = (status, body, headers) => response.writeHead(status, headers).end(body && JSON.stringify(body));
  try {
    if (request.url === "/log-in") return answer(204, undefined, { "set-cookie": logIn() });
    const route = Object.hasOwn(routes, request.url.slice(prefix.length)) && request.url.startsWith(prefix);
    if (!route || request.method !== "POST") return answer(404);
    if (request.headers["content-type"] !== "application/json") return answer(415); // keeps other sites' forms out
    if (!(Number(request.headers["content-length"]) < 20_000)) return answer(413);
    const user = userOf(request);
    if (!user) return answer(401);
    answer(200, await routes[request.url.slice(prefix.length)](user, await json(request)));
  } catch {
    answer(502, { code: 1015, msg: "Try again later." });
  }
}).listen(Number(PORT), "127.0.0.1", () => console.log(`ready http://127.0.0.1:${PORT}`));
