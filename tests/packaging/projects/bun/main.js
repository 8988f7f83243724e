import * as api from "akool-image-to-video";
import { doMainJob } from "./main-job.js";

const picture = new Blob([await Bun.file("picture.png").bytes()], { type: "image/png" });
console.log(JSON.stringify(await doMainJob(api, Bun.argv[2], picture)));
