// Brushes shared by the pictures. Runs in the drawing page, before the picture's own file.

/** A repeatable random source: the same seed gives the same picture. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A vertical gradient from [position, colour] stops. */
function vertical(context, top, bottom, stops) {
  const gradient = context.createLinearGradient(0, top, 0, bottom);
  for (const [position, colour] of stops) gradient.addColorStop(position, colour);
  return gradient;
}

/** A soft light. */
function glow(context, x, y, radius, stops) {
  const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
  for (const [position, colour] of stops) gradient.addColorStop(position, colour);
  context.fillStyle = gradient;
  context.fillRect(x - radius, y - radius, radius * 2, radius * 2);
}

/** Heights of a rough line by midpoint displacement, one per step, within ±1 at the start. */
function roughLine(random, levels, roughness) {
  let points = [random() * 2 - 1, random() * 2 - 1];
  let reach = 1;
  for (let level = 0; level < levels; level++) {
    const next = [];
    for (let index = 0; index < points.length - 1; index++) {
      next.push(points[index], (points[index] + points[index + 1]) / 2 + (random() * 2 - 1) * reach);
    }
    next.push(points.at(-1));
    points = next;
    reach *= roughness;
  }
  return points;
}

/** Film grain over the whole picture. */
function grain(context, width, height, random, strength) {
  const pixels = context.getImageData(0, 0, width, height);
  for (let index = 0; index < pixels.data.length; index += 4) {
    const shift = (random() + random() - 1) * strength;
    pixels.data[index] += shift;
    pixels.data[index + 1] += shift;
    pixels.data[index + 2] += shift;
  }
  context.putImageData(pixels, 0, 0);
}

/** Darkens the corners a little. */
function vignette(context, width, height, colour) {
  const gradient = context.createRadialGradient(
    width / 2,
    height / 2,
    height * 0.45,
    width / 2,
    height / 2,
    width * 0.78,
  );
  gradient.addColorStop(0, "transparent");
  gradient.addColorStop(1, colour);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
}

/** Draws with a filter, clip or composite that ends with the block. */
function within(context, settings, paint) {
  context.save();
  Object.assign(context, settings);
  paint();
  context.restore();
}
