import * as api from "akool-image-to-video";
import { answerMainJobs } from "./answer.js";

answerMainJobs(api);
