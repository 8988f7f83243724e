import { Failure, runMain } from "./failure.mjs";
import { buildPackage } from "./products.mjs";
import { setUpForPackage } from "./setup.mjs";
import { budget, measurePackage } from "./sizes/measure.mjs";

await runMain(async () => {
  await buildPackage(await setUpForPackage());
  const sizes = await measurePackage();
  console.log(JSON.stringify(sizes));
  const over = Object.keys(budget).filter((part) => sizes[part] > budget[part]);
  if (over.length > 0) {
    throw new Failure(over.map((part) => `${part} is ${sizes[part]} bytes, the budget is ${budget[part]}`).join("; "));
  }
});
