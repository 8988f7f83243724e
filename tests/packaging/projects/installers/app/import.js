import { readFile } from "node:fs/promises";
import * as api from "akool-image-to-video";
import { doMainJob } from "./main-job.js";

const picture = new Blob([await readFile("picture.png")], { type: "image/png" });
console.log(JSON.stringify(await doMainJob(api, process.argv[2], picture)));
