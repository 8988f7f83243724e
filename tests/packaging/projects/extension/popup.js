import * as api from "./standalone.js";
import { doMainJob, paintPicture } from "./main-job.js";

globalThis.mainJob = async (gateway) => doMainJob(api, gateway, await paintPicture());
