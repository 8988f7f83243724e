// The Node proxy that front ends of another service are told to use, on Express as its documentation shows it, with the
// bench's vendor among the addresses it may forward to. Arguments: the vendor's host and port, and the key.
import { createHandler, route } from "@fal-ai/server-proxy/express";
import express from "express";

const [vendor, key] = process.argv.slice(2);
const handler = createHandler({
  allowedUrlPatterns: [`${vendor}/**`],
  allowedEndpoints: [],
  isAuthenticated: async () => true,
  resolveFalAuth: async () => `Key ${key}`,
});
const app = express();
app.use(express.json());
// Its handler goes on to the next one after it has answered.
app.all(route, handler, () => {});
const server = app.listen(0, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}${route}`));
