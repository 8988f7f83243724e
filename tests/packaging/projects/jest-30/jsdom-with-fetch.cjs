const { TestEnvironment } = require("jest-environment-jsdom");

/** jsdom with Node's fetch, as projects add it that test code with requests. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { fetch, Headers, Request, Response });
  }
};
