const { readFileSync } = require("node:fs");
const api = require("akool-image-to-video");
const { doMainJob } = require("./main-job.js");

const picture = new Blob([readFileSync("picture.png")], { type: "image/png" });
doMainJob(api, process.argv[2], picture).then((result) => console.log(JSON.stringify(result)));
