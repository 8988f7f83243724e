import * as api from "./standalone.js";
import { doMainJob, paintPicture } from "./main-job.js";

// Called by the test in place of a message: a service worker may not import anything by now.
globalThis.mainJob = async (gateway) => doMainJob(api, gateway, await paintPicture());
