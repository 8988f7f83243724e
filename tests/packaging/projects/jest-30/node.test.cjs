/** @jest-environment node */
const { mainJob } = require("./main-job.cjs");

test("the main job", mainJob, 60_000);
