// Runs before anything else in a page and keeps count of what a page can leave behind.
{
  const timers = new Set();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = (handler, ...rest) => {
    const timer = set(
      (...input) => {
        timers.delete(timer);
        handler(...input);
      },
      ...rest,
    );
    timers.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    timers.delete(timer);
    clear(timer);
  };

  let memory;
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...input) => {
      const made = await real(...input);
      memory = (made.instance ?? made).exports.memory;
      return made;
    };
  }

  globalThis.instruments = {
    timers: () => timers.size,
    wasmBytes: () => memory.buffer.byteLength,
  };
}
