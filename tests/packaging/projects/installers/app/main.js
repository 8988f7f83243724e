import * as api from "akool-image-to-video";
import { doMainJob, paintPicture } from "./main-job.js";

globalThis.mainJob = async (gateway) => doMainJob(api, gateway, await paintPicture());
