import manifest from "../package.json" with { type: "json" };
import { runProgram } from "../../shared/run-program.js";

runProgram(manifest);
