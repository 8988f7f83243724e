import * as api from "akool-image-to-video";
import { useImageToVideo } from "akool-image-to-video/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { doMainJob, paintPicture } from "../main-job.js";

const Consumer = () => createElement("p", null, useImageToVideo({ resume: false }).state);
createRoot(document.body.appendChild(document.createElement("main"))).render(createElement(Consumer));
globalThis.mainJob = async (gateway) => doMainJob(api, gateway, await paintPicture());
