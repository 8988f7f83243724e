"use client";

import * as api from "akool-image-to-video";
import { useEffect } from "react";
import { doMainJob, paintPicture } from "../main-job.js";

export function Consumer() {
  useEffect(() => {
    globalThis.mainJob = async (gateway) => doMainJob(api, gateway, await paintPicture());
  }, []);
  return <p>Ready.</p>;
}
