import * as api from "akool-image-to-video";
import { doMainJob, paintPicture } from "./main-job.js";

self.onmessage = async ({ data: gateway }) => {
  try {
    self.postMessage({ result: await doMainJob(api, gateway, await paintPicture()) });
  } catch (error) {
    self.postMessage({ error: String(error.stack ?? error) });
  }
};
