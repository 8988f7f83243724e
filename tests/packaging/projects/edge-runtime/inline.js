import * as api from "akool-image-to-video/inline";
import { answerMainJobs } from "./answer.js";

answerMainJobs(api);
