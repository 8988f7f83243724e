import { testRun } from "../../support/consumers.mjs";

testRun({ title: "Jest 29, Node and jsdom", name: "jest-29", sources: "jest-30", tool: "jest", rare: true }, ["jest"]);
testRun({ title: "Jest 30, Node and jsdom", name: "jest-30", tool: "jest" }, ["jest"]);
for (const major of [3, 5]) {
  const vitest = (dom) => ["vitest", "run", "--environment", dom, "--testTimeout", "60000"];
  testRun(
    {
      title: `Vitest ${major}, jsdom and happy-dom`,
      name: `vitest-${major}`,
      sources: "dom",
      tool: "vitest",
      rare: major === 3,
    },
    vitest("jsdom"),
    vitest("happy-dom"),
  );
}
testRun(
  {
    title: "Vitest 3, happy-dom 18 with the gateway's address",
    name: "vitest-happy-dom-18",
    sources: "dom",
    tool: "happy-dom",
    rare: true,
  },
  ["vitest", "run"],
);
