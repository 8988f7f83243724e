import * as api from "akool-image-to-video";
import { doMainJob } from "./main-job.js";

export default {
  async fetch(request) {
    if (request.method === "GET") return new Response("ready");
    const gateway = new URL(request.url).searchParams.get("gateway");
    return Response.json(await doMainJob(api, gateway, await request.blob()));
  },
};
