import { doMainJob } from "./main-job.js";

/** Answers every request, a picture, with what the main job returned. */
export function answerMainJobs(api) {
  const answer = async (request) => {
    const gateway = new URL(request.url).searchParams.get("gateway");
    return Response.json(await doMainJob(api, gateway, await request.blob()));
  };
  addEventListener("fetch", (event) => event.respondWith(answer(event.request)));
}
