// A balloon over ridges at sunrise.
function draw(context, width, height) {
  const random = randomFrom(41);
  context.fillStyle = vertical(context, 0, height * 0.78, [
    [0, "#1f4a5c"],
    [0.34, "#5d8a90"],
    [0.6, "#d9b48f"],
    [0.8, "#f4c98e"],
    [1, "#f9dfb4"],
  ]);
  context.fillRect(0, 0, width, height);

  const sun = { x: width * 0.66, y: height * 0.53 };
  glow(context, sun.x, sun.y, width * 0.55, [
    [0, "#fff1cccc"],
    [0.25, "#ffdf9e66"],
    [1, "#ffdf9e00"],
  ]);
  context.fillStyle = "#fff6df";
  context.beginPath();
  context.arc(sun.x, sun.y, 46, 0, Math.PI * 2);
  context.fill();

  clouds(context, width, height, random);

  const ridges = [
    { base: 0.6, reach: 0.05, rough: 0.56, colour: "#c7a58e", mist: "#f3cfa3" },
    { base: 0.645, reach: 0.07, rough: 0.54, colour: "#a28d86", mist: "#e9c49d" },
    { base: 0.7, reach: 0.085, rough: 0.53, colour: "#75777a", mist: "#d3b196" },
    { base: 0.77, reach: 0.09, rough: 0.52, colour: "#4d6067", mist: "#a99a8e" },
    { base: 0.85, reach: 0.08, rough: 0.5, colour: "#2d4850", mist: "#6e7f80" },
  ];
  ridges.forEach((ridge, depth) => {
    if (depth === 3) balloon(context, width * 0.845, height * 0.5, 0.2);
    paintRidge(context, width, height, random, ridge, depth);
  });
  forest(context, width, height, random);
  birds(context, width * 0.52, height * 0.3);
  balloon(context, width * 0.36, height * 0.36, 1);
  vignette(context, width, height, "#0d253066");
  grain(context, width, height, random, 5);
}

function clouds(context, width, height, random) {
  within(context, { filter: "blur(9px)" }, () => {
    for (let index = 0; index < 26; index++) {
      const x = random() * width;
      const y = height * (0.1 + random() * 0.42);
      const length = 60 + random() * 240;
      context.fillStyle = random() > 0.5 ? "#ffe3bd30" : "#fff3df2b";
      context.beginPath();
      context.ellipse(x, y, length, 4 + random() * 9, 0, 0, Math.PI * 2);
      context.fill();
    }
  });
}

function paintRidge(context, width, height, random, ridge, depth) {
  const line = roughLine(random, 8, ridge.rough);
  const top = height * (ridge.base - ridge.reach * 1.4);
  context.fillStyle = vertical(context, top, height * (ridge.base + 0.14), [
    [0, ridge.colour],
    [0.45, ridge.colour],
    [1, ridge.mist],
  ]);
  context.beginPath();
  context.moveTo(0, height);
  line.forEach((value, index) => {
    context.lineTo((index / (line.length - 1)) * width, height * ridge.base + value * ridge.reach * height * 0.7);
  });
  context.lineTo(width, height);
  context.fill();
  within(context, { filter: "blur(18px)", globalAlpha: 0.5 - depth * 0.06 }, () => {
    context.fillStyle = ridge.mist;
    context.fillRect(-40, height * (ridge.base + 0.075), width + 80, height * 0.035);
  });
}

function forest(context, width, height, random) {
  const line = roughLine(random, 7, 0.45);
  const groundAt = (x) => {
    const place = Math.min(line.length - 2, Math.max(0, (x / width) * (line.length - 1)));
    const left = Math.floor(place);
    const value = line[left] + (line[left + 1] - line[left]) * (place - left);
    const slope = Math.abs(x / width - 0.52) ** 1.7 * 0.3;
    return height * (0.985 - slope) + value * height * 0.012;
  };
  context.fillStyle = "#12282f";
  context.beginPath();
  context.moveTo(0, height);
  for (let x = 0; x <= width; x += 6) context.lineTo(x, groundAt(x));
  context.lineTo(width, height);
  context.fill();
  for (let x = -20; x < width + 20; x += 9 + random() * 15) {
    const edge = Math.abs(x / width - 0.52) * 2;
    pine(context, x, groundAt(x) + 6, (26 + random() * 46) * (0.5 + edge * 1.15), random);
  }
}

function pine(context, x, ground, size, random) {
  context.fillStyle = random() > 0.5 ? "#12282f" : "#183238";
  context.beginPath();
  context.moveTo(x, ground - size);
  const tiers = 6;
  for (let tier = 1; tier <= tiers; tier++) {
    const y = ground - size + (size * tier) / tiers;
    const half = size * 0.24 * (tier / tiers);
    context.lineTo(x + half * (0.9 + random() * 0.2), y);
    context.lineTo(x + half * 0.45, y - size * 0.015);
  }
  for (let tier = tiers; tier >= 1; tier--) {
    const y = ground - size + (size * tier) / tiers;
    const half = size * 0.24 * (tier / tiers);
    context.lineTo(x - half * 0.45, y - size * 0.015);
    context.lineTo(x - half * (0.9 + random() * 0.2), y);
  }
  context.fill();
}

function birds(context, x, y) {
  within(context, { strokeStyle: "#2a474fcc", lineWidth: 2, lineCap: "round" }, () => {
    for (const [dx, dy, size] of [
      [0, 0, 13],
      [34, 15, 11],
      [62, 2, 10],
      [83, 22, 8],
      [-26, 22, 9],
    ]) {
      context.beginPath();
      context.moveTo(x + dx - size, y + dy - size * 0.25);
      context.quadraticCurveTo(x + dx - size * 0.4, y + dy - size * 0.5, x + dx, y + dy);
      context.quadraticCurveTo(x + dx + size * 0.4, y + dy - size * 0.5, x + dx + size, y + dy - size * 0.25);
      context.stroke();
    }
  });
}

function balloon(context, x, y, scale) {
  context.save();
  context.translate(x, y);
  context.scale(scale, scale);
  const radius = 128;
  const envelope = new Path2D();
  envelope.moveTo(-24, 196);
  envelope.bezierCurveTo(-60, 130, -radius, 84, -radius, 0);
  envelope.bezierCurveTo(-radius, -76, -66, -radius - 4, 0, -radius - 4);
  envelope.bezierCurveTo(66, -radius - 4, radius, -76, radius, 0);
  envelope.bezierCurveTo(radius, 84, 60, 130, 24, 196);
  envelope.closePath();

  within(context, {}, () => {
    context.clip(envelope);
    context.fillStyle = "#f3e3c7";
    context.fillRect(-radius, -radius - 8, radius * 2, 340);
    // Gores: stripes whose width follows the round of the envelope.
    const gores = 14;
    for (let gore = 0; gore < gores; gore += 2) {
      const from = Math.sin((gore / gores - 0.5) * Math.PI + 0.16);
      const to = Math.sin(((gore + 1) / gores - 0.5) * Math.PI + 0.16);
      context.fillStyle = "#d4472c";
      context.beginPath();
      context.moveTo(0, -radius - 6);
      context.bezierCurveTo(radius * from * 1.1, -radius * 0.86, radius * from * 1.34, 60, 24 * from, 206);
      context.lineTo(24 * to, 206);
      context.bezierCurveTo(radius * to * 1.34, 60, radius * to * 1.1, -radius * 0.86, 0, -radius - 6);
      context.fill();
    }
    context.fillStyle = "#1d4152";
    context.beginPath();
    context.ellipse(0, -4, radius * 1.1, 30, 0, 0, Math.PI);
    context.ellipse(0, 30, radius * 1.1, 30, 0, Math.PI, 0, true);
    context.fill();
    const light = context.createRadialGradient(62, -40, 10, 20, 0, radius * 1.65);
    light.addColorStop(0, "#fff0cf80");
    light.addColorStop(0.35, "#fff0cf10");
    light.addColorStop(0.7, "#14223a66");
    light.addColorStop(1, "#14223ab8");
    context.fillStyle = light;
    context.fillRect(-radius, -radius - 8, radius * 2, 340);
  });

  context.strokeStyle = "#1e2d30";
  context.lineWidth = 1.6;
  for (const [top, bottom] of [
    [-23, -15],
    [-8, -6],
    [8, 6],
    [23, 15],
  ]) {
    context.beginPath();
    context.moveTo(top, 196);
    context.lineTo(bottom, 232);
    context.stroke();
  }
  context.fillStyle = vertical(context, 230, 262, [
    [0, "#8a5a35"],
    [1, "#4a2d1c"],
  ]);
  context.beginPath();
  context.roundRect(-19, 231, 38, 30, 6);
  context.fill();
  context.fillStyle = "#2b1b12";
  context.fillRect(-21, 230, 42, 5);
  context.fillStyle = "#20333a";
  for (const head of [-8, 6]) {
    context.beginPath();
    context.arc(head, 221, 4.6, 0, Math.PI * 2);
    context.roundRect(head - 5, 224, 10, 8, 3);
    context.fill();
  }
  context.restore();
}
