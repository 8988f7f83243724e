import { By } from "selenium-webdriver";

const limitMs = 60_000;

/** A browser window, driven in the same way whatever the engine. */
export class Page {
  #driver;

  /** @param {import("selenium-webdriver").WebDriver} driver */
  constructor(driver, version) {
    this.#driver = driver;
    this.version = version;
  }

  static async open(driver) {
    await driver.manage().setTimeouts({ script: limitMs, pageLoad: limitMs });
    return new Page(driver, (await driver.getCapabilities()).get("browserVersion"));
  }

  async goto(url) {
    await this.#driver.get(url);
  }

  /** Gives the page's viewport this size, however small the engine's own window may be. */
  async resize(width, height) {
    const bidi = await this.#driver.getBidi();
    const context = await this.#driver.getWindowHandle();
    await bidi.send({ method: "browsingContext.setViewport", params: { context, viewport: { width, height } } });
  }

  /** What a function gives in the page; a promise is waited for. */
  async evaluate(run, ...values) {
    return this.#driver.executeScript(`return (${run})(...arguments)`, ...values);
  }

  /** Waits until a function gives something true in the page, and returns it. */
  async waitFor(run, ...values) {
    const until = performance.now() + limitMs;
    for (;;) {
      const found = await this.evaluate(run, ...values);
      if (found) return found;
      if (performance.now() > until) throw new Error(`the page never comes to ${run} of ${JSON.stringify(values)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Waits until there is such an element, and returns it. */
  async find(selector) {
    return this.#driver.wait(
      () => this.#driver.findElements(By.css(selector)).then(([first]) => first),
      limitMs,
      selector,
    );
  }

  async click(selector) {
    await (await this.find(selector)).click();
  }

  async type(selector, text) {
    await (await this.find(selector)).sendKeys(text);
  }

  async textOf(selector) {
    return (await this.find(selector)).getText();
  }

  async close() {
    await this.#driver.quit();
  }
}
