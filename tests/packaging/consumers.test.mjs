// The rows of docs/compatibility.md, in its order.
import "./consumers/bundlers.mjs";
import "./consumers/frameworks.mjs";
import "./consumers/server-frameworks.mjs";
import "./consumers/runtimes.mjs";
import "./consumers/installers.mjs";
import "./consumers/test-runners.mjs";
