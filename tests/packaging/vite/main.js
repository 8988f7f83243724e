import { doMainJob, paintPicture } from "./main-job.js";

globalThis.mainJob = async (gateway) => doMainJob(gateway, await paintPicture());
