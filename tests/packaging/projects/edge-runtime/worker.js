import * as api from "akool-image-to-video/inline";
import { doMainJob } from "./main-job.js";

const answer = async (request) => {
  const gateway = new URL(request.url).searchParams.get("gateway");
  return Response.json(await doMainJob(api, gateway, await request.blob()));
};
addEventListener("fetch", (event) => event.respondWith(answer(event.request)));
