import * as api from "akool-image-to-video";
import { doMainJob } from "./main-job.js";

const picture = new Blob([await Deno.readFile("picture.png")], { type: "image/png" });
console.log(JSON.stringify(await doMainJob(api, Deno.args[0], picture)));
