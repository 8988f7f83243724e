// A harbour town at the blue hour, mirrored in the water.
function draw(context, width, height) {
  const random = randomFrom(23);
  const water = Math.round(height * 0.63);
  context.fillStyle = vertical(context, 0, water, [
    [0, "#0c1a33"],
    [0.5, "#1d3f5e"],
    [0.85, "#5b7c8c"],
    [1, "#b49a86"],
  ]);
  context.fillRect(0, 0, width, water);
  stars(context, width, water, random);
  const moon = { x: width * 0.79, y: height * 0.19 };
  glow(context, moon.x, moon.y, 230, [
    [0, "#fff3d280"],
    [0.2, "#fff3d233"],
    [1, "#fff3d200"],
  ]);
  context.fillStyle = "#fdf3da";
  context.beginPath();
  context.arc(moon.x, moon.y, 42, 0, 7);
  context.fill();
  within(context, { filter: "blur(3px)" }, () => {
    context.fillStyle = "#d9cbac80";
    for (const [dx, dy, size] of [
      [-12, -8, 11],
      [10, 6, 15],
      [-6, 18, 7],
      [18, -16, 6],
    ]) {
      context.beginPath();
      context.arc(moon.x + dx, moon.y + dy, size, 0, 7);
      context.fill();
    }
  });
  hills(context, width, water, random);
  const lamps = town(context, width, water, random);
  mirror(context, width, height, water, random);
  for (const lamp of lamps) lampLight(context, lamp, water);
  boat(context, width * 0.3, height * 0.765, 1.15);
  within(context, { globalAlpha: 0.8 }, () => boat(context, width * 0.655, height * 0.685, 0.5));
  vignette(context, width, height, "#040a1699");
  grain(context, width, height, random, 5);
}

function stars(context, width, water, random) {
  for (let index = 0; index < 150; index++) {
    const y = random() ** 1.6 * water * 0.7;
    context.fillStyle = `rgba(255,250,232,${0.25 + random() * 0.55})`;
    context.beginPath();
    context.arc(random() * width, y, 0.5 + random() * 0.9, 0, 7);
    context.fill();
  }
}

function hills(context, width, water, random) {
  for (const [base, reach, colour] of [
    [0.66, 0.17, "#35566c"],
    [0.8, 0.12, "#24415a"],
  ]) {
    const line = roughLine(random, 7, 0.48);
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(0, water);
    line.forEach((value, index) =>
      context.lineTo((index / (line.length - 1)) * width, water * base + value * reach * water * 0.6),
    );
    context.lineTo(width, water);
    context.fill();
  }
}

function town(context, width, water, random) {
  const lamps = [];
  for (const row of [
    { tint: 0.0, base: 0.12, tall: 0.2 },
    { tint: 1, base: 0.0, tall: 0.25 },
  ]) {
    let x = -30;
    while (x < width + 20) {
      const houseWidth = 46 + random() * 52;
      const middle = 1 - Math.abs((x + houseWidth / 2) / width - 0.45) * 1.15;
      const tall = water * (0.13 + row.tall * middle * (0.55 + random() * 0.6));
      house(context, x, water - row.base * water, houseWidth, tall, row, random);
      if (row.tint === 1 && random() > 0.55) lamps.push({ x: x + houseWidth, y: water - 34 });
      x += houseWidth - 1;
    }
  }
  tower(context, width * 0.47, water);
  context.fillStyle = "#0d1826";
  context.fillRect(0, water - 9, width, 9);
  return lamps;
}

const walls = [
  ["#2c4054", "#31495c", "#3b4a5a"],
  ["#203047", "#33384b", "#4a3a43", "#263a4a", "#5a4240", "#1f3a44"],
];
const roofs = [
  ["#22344a", "#283b4e"],
  ["#151f33", "#2b2633", "#182a38"],
];

function house(context, x, ground, width, tall, row, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const top = ground - tall;
  context.fillStyle = pick(walls[row.tint]);
  context.fillRect(x, top, width, tall + 80);
  context.fillStyle = pick(roofs[row.tint]);
  context.beginPath();
  if (random() > 0.35) {
    context.moveTo(x - 4, top + 1);
    context.lineTo(x + width / 2, top - width * (0.34 + random() * 0.3));
    context.lineTo(x + width + 4, top + 1);
  } else {
    context.rect(x - 3, top - 9, width + 6, 11);
  }
  context.fill();
  if (random() > 0.5) context.fillRect(x + width * 0.68, top - width * 0.42, 9, width * 0.42);
  const columns = Math.max(2, Math.floor(width / 20));
  const gap = width / columns;
  for (let column = 0; column < columns; column++) {
    for (let y = top + 14; y < ground - 16; y += 25) {
      const lit = random() < (row.tint === 1 ? 0.5 : 0.3);
      const windowX = x + column * gap + gap / 2 - 4.5;
      context.fillStyle = lit ? pick(["#ffc765", "#ffdb93", "#ffb04a", "#ffe6b5"]) : "#0f1c2e";
      context.fillRect(windowX, y, 9, 13);
      if (lit) {
        glow(context, windowX + 4.5, y + 6, 17, [
          [0, "#ffc76540"],
          [1, "#ffc76500"],
        ]);
        context.fillStyle = "#1c263666";
        context.fillRect(windowX + 4, y, 1, 13);
        context.fillRect(windowX, y + 6, 9, 1);
      }
    }
  }
}

function tower(context, x, water) {
  const top = water * 0.3;
  context.fillStyle = "#2a3346";
  context.fillRect(x - 24, top, 48, water - top);
  context.fillStyle = "#3a465a";
  context.fillRect(x + 6, top, 18, water - top);
  context.fillStyle = "#1d4a4f";
  context.beginPath();
  context.moveTo(x - 29, top);
  context.quadraticCurveTo(x - 26, top - 34, x - 5, top - 46);
  context.lineTo(x, top - 112);
  context.lineTo(x + 5, top - 46);
  context.quadraticCurveTo(x + 26, top - 34, x + 29, top);
  context.fill();
  glow(context, x, top + 34, 56, [
    [0, "#ffe7b373"],
    [1, "#ffe7b300"],
  ]);
  context.fillStyle = "#ffedc4";
  context.beginPath();
  context.arc(x, top + 34, 15, 0, 7);
  context.fill();
  context.strokeStyle = "#2a3346";
  context.lineWidth = 2.4;
  context.beginPath();
  context.moveTo(x, top + 24);
  context.lineTo(x, top + 34);
  context.lineTo(x + 7, top + 38);
  context.stroke();
  context.fillStyle = "#ffc765";
  for (const dx of [-11, 4]) {
    context.beginPath();
    context.roundRect(x + dx, top + 66, 8, 24, [4, 4, 0, 0]);
    context.fill();
  }
}

/** The town upside down, row by row, each shifted as small waves would shift it. */
function mirror(context, width, height, water, random) {
  const still = document.createElement("canvas");
  still.width = width;
  still.height = water;
  still.getContext("2d").drawImage(context.canvas, 0, 0);
  context.fillStyle = "#0b1a2c";
  context.fillRect(0, water, width, height - water);
  for (let y = water; y < height; y++) {
    const depth = (y - water) / (height - water);
    const source = water - 1 - (y - water) * 1.32;
    if (source < 0) break;
    const shift = Math.sin(y * 0.55) * (1 + depth * 7) + Math.sin(y * 0.17 + 1) * (1 + depth * 11);
    within(context, { globalAlpha: 0.8 - depth * 0.42 }, () => {
      context.drawImage(still, 0, source, width, 1, shift, y, width, 1);
      context.drawImage(still, 0, source, width, 1, shift + (shift > 0 ? -width : width), y, width, 1);
    });
  }
  context.fillStyle = vertical(context, water, height, [
    [0, "#0b1a2c40"],
    [1, "#081425c0"],
  ]);
  context.fillRect(0, water, width, height - water);
  for (let index = 0; index < 210; index++) {
    const depth = random();
    const y = water + 6 + depth * depth * (height - water);
    const length = (12 + random() * 60) * (0.4 + depth);
    context.fillStyle = random() > 0.4 ? "#a9c3cf1f" : "#ffd79a1c";
    context.beginPath();
    context.ellipse(random() * width, y, length, 0.8 + depth * 1.3, 0, 0, 7);
    context.fill();
  }
}

function lampLight(context, lamp, water) {
  context.fillStyle = "#0d1826";
  context.fillRect(lamp.x - 1.5, lamp.y, 3, water - lamp.y);
  glow(context, lamp.x, lamp.y, 46, [
    [0, "#ffdf9ea6"],
    [0.3, "#ffcf7a4d"],
    [1, "#ffcf7a00"],
  ]);
  context.fillStyle = "#fff3d2";
  context.beginPath();
  context.arc(lamp.x, lamp.y, 4.4, 0, 7);
  context.fill();
  within(context, { filter: "blur(2px)" }, () => {
    for (let step = 0; step < 9; step++) {
      context.fillStyle = `rgba(255,213,138,${0.42 - step * 0.042})`;
      context.beginPath();
      context.ellipse(lamp.x + Math.sin(step * 1.9) * 4, water + 10 + step * 13, 9 - step * 0.5, 2.6, 0, 0, 7);
      context.fill();
    }
  });
}

function boat(context, x, y, scale) {
  context.save();
  context.translate(x, y);
  context.scale(scale, scale);
  within(context, { filter: "blur(4px)", globalAlpha: 0.7 }, () => {
    context.fillStyle = "#050d18";
    context.beginPath();
    context.ellipse(4, 34, 118, 13, 0, 0, 7);
    context.fill();
    context.fillStyle = "#e9dcc21f";
    context.beginPath();
    context.moveTo(-3, 44);
    context.lineTo(-3, 170);
    context.lineTo(60, 60);
    context.fill();
  });
  context.strokeStyle = "#1a1412";
  context.lineWidth = 5;
  context.beginPath();
  context.moveTo(0, 8);
  context.lineTo(0, -176);
  context.stroke();
  context.fillStyle = vertical(context, -170, 0, [
    [0, "#f1e4c8"],
    [1, "#b9a78a"],
  ]);
  context.beginPath();
  context.moveTo(7, -170);
  context.quadraticCurveTo(78, -84, 88, -14);
  context.lineTo(7, -10);
  context.fill();
  context.fillStyle = vertical(context, -170, 0, [
    [0, "#d4472c"],
    [1, "#8f2a1a"],
  ]);
  context.beginPath();
  context.moveTo(-6, -160);
  context.quadraticCurveTo(-56, -72, -72, -14);
  context.lineTo(-6, -10);
  context.fill();
  context.fillStyle = vertical(context, 0, 36, [
    [0, "#7c3a26"],
    [0.3, "#5c2a1d"],
    [1, "#2a1410"],
  ]);
  context.beginPath();
  context.moveTo(-104, 0);
  context.quadraticCurveTo(0, 14, 112, -6);
  context.quadraticCurveTo(92, 34, 58, 37);
  context.lineTo(-66, 37);
  context.quadraticCurveTo(-96, 30, -104, 0);
  context.fill();
  context.strokeStyle = "#f1e4c8";
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(-102, 3);
  context.quadraticCurveTo(0, 17, 110, -3);
  context.stroke();
  glow(context, 92, -30, 52, [
    [0, "#ffdf9ecc"],
    [0.3, "#ffc7654d"],
    [1, "#ffc76500"],
  ]);
  context.fillStyle = "#fff3d2";
  context.beginPath();
  context.arc(92, -30, 5, 0, 7);
  context.fill();
  context.restore();
}
