import { preact } from "@preact/preset-vite";

// The preset has React's name stand for preact/compat.
export default { plugins: [preact()] };
