// Oranges and a vase by a window.
function draw(context, width, height) {
  const random = randomFrom(7);
  const table = height * 0.71;
  context.fillStyle = vertical(context, 0, table, [
    [0, "#93a39b"],
    [1, "#b9c0b2"],
  ]);
  context.fillRect(0, 0, width, table);
  plaster(context, width, table, random);
  windowLight(context, width, table);
  context.fillStyle = vertical(context, table, height, [
    [0, "#e9dcc4"],
    [0.12, "#dccbae"],
    [1, "#a98f70"],
  ]);
  context.fillRect(0, table, width, height - table);
  context.fillStyle = "#fff7e680";
  context.fillRect(0, table, width, 3);
  within(context, { filter: "blur(26px)" }, () => {
    context.fillStyle = "#fff3d5a8";
    context.beginPath();
    context.moveTo(width * 0.3, table + 10);
    context.lineTo(width * 0.86, table + 10);
    context.lineTo(width * 0.72, height);
    context.lineTo(width * 0.06, height);
    context.fill();
  });

  castShadow(context, width * 0.39, height * 0.835, 118, 30, 250);
  castShadow(context, width * 0.64, height * 0.865, 92, 24, 180);
  castShadow(context, width * 0.815, height * 0.9, 88, 22, 160);
  branch(context, width * 0.385, height * 0.36, random);
  vase(context, width * 0.385, height * 0.35, height * 0.5);
  orange(context, width * 0.63, height * 0.795, 98, random);
  halfOrange(context, width * 0.8, height * 0.845, 84, random);
  leaf(context, width * 0.63 + 6, height * 0.795 - 92, 62, -0.5, "#4f6b41");
  vignette(context, width, height, "#2b2f2a73");
  grain(context, width, height, random, 5);
}

function plaster(context, width, table, random) {
  within(context, { filter: "blur(22px)" }, () => {
    for (let index = 0; index < 130; index++) {
      context.fillStyle = random() > 0.5 ? "#ffffff12" : "#2e3d3812";
      context.beginPath();
      context.ellipse(random() * width, random() * table, 30 + random() * 130, 14 + random() * 50, random() * 3, 0, 7);
      context.fill();
    }
  });
}

function windowLight(context, width, table) {
  within(context, { filter: "blur(5px)" }, () => {
    for (let column = 0; column < 2; column++) {
      for (let row = 0; row < 3; row++) {
        const left = width * (0.36 + column * 0.235);
        const top = table * (0.06 + row * 0.285) + column * 34;
        const paneWidth = width * 0.215;
        const paneHeight = table * 0.262;
        context.fillStyle = vertical(context, top, top + paneHeight, [
          [0, "#fff0cdc4"],
          [1, "#ffe6b8a6"],
        ]);
        context.beginPath();
        context.moveTo(left, top);
        context.lineTo(left + paneWidth, top + 33);
        context.lineTo(left + paneWidth - 26, top + paneHeight + 33);
        context.lineTo(left - 26, top + paneHeight);
        context.fill();
      }
    }
  });
}

function castShadow(context, x, y, half, depth, length) {
  within(context, { filter: "blur(13px)" }, () => {
    context.fillStyle = "#4a3a2a99";
    context.beginPath();
    context.ellipse(x, y, half, depth, 0, 0, 7);
    context.fill();
    context.fillStyle = "#4a3a2a52";
    context.beginPath();
    context.ellipse(x - length * 0.55, y + 18, length * 0.8, depth * 1.15, -0.1, 0, 7);
    context.fill();
  });
}

function vase(context, x, top, length) {
  const profile = new Path2D();
  profile.moveTo(x - 52, top);
  profile.bezierCurveTo(x - 40, top + length * 0.12, x - 40, top + length * 0.16, x - 58, top + length * 0.24);
  profile.bezierCurveTo(x - 168, top + length * 0.42, x - 158, top + length * 0.82, x - 82, top + length * 0.99);
  profile.quadraticCurveTo(x, top + length * 1.03, x + 82, top + length * 0.99);
  profile.bezierCurveTo(x + 158, top + length * 0.82, x + 168, top + length * 0.42, x + 58, top + length * 0.24);
  profile.bezierCurveTo(x + 40, top + length * 0.16, x + 40, top + length * 0.12, x + 52, top);
  profile.closePath();
  within(context, {}, () => {
    context.clip(profile);
    const round = context.createLinearGradient(x - 150, 0, x + 150, 0);
    for (const [stop, colour] of [
      [0, "#142b2e"],
      [0.3, "#27494a"],
      [0.62, "#4c7672"],
      [0.8, "#7fa39a"],
      [0.93, "#476d69"],
      [1, "#2a4c4c"],
    ]) {
      round.addColorStop(stop, colour);
    }
    context.fillStyle = round;
    context.fillRect(x - 200, top - 10, 400, length + 40);
    within(context, { filter: "blur(1.2px)" }, () => {
      for (const [at, colour, size] of [
        [0.4, "#e8dcc0", 10],
        [0.44, "#e8dcc0", 3],
        [0.78, "#e8dcc0", 5],
      ]) {
        context.strokeStyle = `${colour}b0`;
        context.lineWidth = size;
        context.beginPath();
        context.ellipse(x, top + length * at - 26, 172, 42, 0, 0.05, Math.PI - 0.05);
        context.stroke();
      }
    });
    context.fillStyle = vertical(context, top, top + length, [
      [0, "#0a1a1c66"],
      [0.3, "#0a1a1c00"],
      [0.75, "#0a1a1c00"],
      [1, "#0a1a1ca0"],
    ]);
    context.fillRect(x - 200, top - 10, 400, length + 40);
    within(context, { filter: "blur(9px)" }, () => {
      context.fillStyle = "#fff6dfb0";
      context.beginPath();
      context.ellipse(x + 82, top + length * 0.5, 12, 60, 0.1, 0, 7);
      context.fill();
    });
  });
  context.fillStyle = "#0e2022";
  context.beginPath();
  context.ellipse(x, top + 2, 50, 11, 0, 0, 7);
  context.fill();
  context.strokeStyle = "#7fa39a";
  context.lineWidth = 4;
  context.beginPath();
  context.ellipse(x, top, 52, 12, 0, 0, 7);
  context.stroke();
}

function branch(context, x, y, random) {
  const stems = [
    [
      [-6, 30],
      [-40, -90],
      [-110, -170],
      [-190, -240],
    ],
    [
      [0, 30],
      [10, -120],
      [30, -230],
      [76, -330],
    ],
    [
      [8, 30],
      [60, -60],
      [140, -130],
      [214, -150],
    ],
  ];
  for (const [start, one, two, end] of stems) {
    context.strokeStyle = "#4a4130";
    context.lineWidth = 5;
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(x + start[0], y + start[1]);
    context.bezierCurveTo(x + one[0], y + one[1], x + two[0], y + two[1], x + end[0], y + end[1]);
    context.stroke();
    for (let step = 0.3; step <= 1.001; step += 0.09) {
      const point = (axis) =>
        (1 - step) ** 3 * start[axis] +
        3 * (1 - step) ** 2 * step * one[axis] +
        3 * (1 - step) * step ** 2 * two[axis] +
        step ** 3 * end[axis];
      const heading = Math.atan2(end[1] - start[1], end[0] - start[0]);
      for (const side of [-1, 1]) {
        const colour = ["#5d7a52", "#46633f", "#7c9468", "#39543a"][Math.floor(random() * 4)];
        leaf(context, x + point(0), y + point(1), 46 + random() * 34, heading + side * (0.55 + random() * 0.5), colour);
      }
    }
  }
}

function leaf(context, x, y, length, angle, colour) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  const face = context.createLinearGradient(0, -length * 0.2, 0, length * 0.2);
  face.addColorStop(0, colour);
  face.addColorStop(0.5, colour);
  face.addColorStop(0.52, "#00000030");
  face.addColorStop(1, "#00000018");
  for (const fill of [colour, face]) {
    context.fillStyle = fill;
    context.beginPath();
    context.moveTo(0, 0);
    context.quadraticCurveTo(length * 0.45, -length * 0.26, length, 0);
    context.quadraticCurveTo(length * 0.45, length * 0.26, 0, 0);
    context.fill();
  }
  context.strokeStyle = "#ffffff3d";
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(2, 0);
  context.lineTo(length * 0.94, 0);
  context.stroke();
  context.restore();
}

function orange(context, x, y, radius, random) {
  const skin = context.createRadialGradient(
    x + radius * 0.42,
    y - radius * 0.46,
    radius * 0.08,
    x - 4,
    y,
    radius * 1.12,
  );
  for (const [stop, colour] of [
    [0, "#ffcf7a"],
    [0.25, "#f9a33c"],
    [0.6, "#ec7f1d"],
    [0.88, "#b4500f"],
    [1, "#7d3509"],
  ]) {
    skin.addColorStop(stop, colour);
  }
  context.fillStyle = skin;
  context.beginPath();
  context.ellipse(x, y, radius, radius * 0.95, 0, 0, 7);
  context.fill();
  for (let index = 0; index < 420; index++) {
    const angle = random() * Math.PI * 2;
    const reach = Math.sqrt(random()) * radius * 0.93;
    context.fillStyle = random() > 0.5 ? "#7a340a24" : "#ffdf9d26";
    context.beginPath();
    context.arc(x + Math.cos(angle) * reach, y + Math.sin(angle) * reach * 0.95, 1.1 + random() * 1.2, 0, 7);
    context.fill();
  }
  context.fillStyle = "#4d3b1f";
  context.beginPath();
  context.ellipse(x + 4, y - radius * 0.88, 9, 5, 0, 0, 7);
  context.fill();
}

function halfOrange(context, x, y, radius, random) {
  context.fillStyle = "#c9620f";
  context.beginPath();
  context.ellipse(x - 7, y + 5, radius, radius, 0, 0, 7);
  context.fill();
  context.fillStyle = "#f6dcae";
  context.beginPath();
  context.arc(x, y, radius * 0.97, 0, 7);
  context.fill();
  const flesh = context.createRadialGradient(x, y, 4, x, y, radius);
  flesh.addColorStop(0, "#ffc356");
  flesh.addColorStop(0.7, "#f99224");
  flesh.addColorStop(1, "#ee7a12");
  const segments = 10;
  for (let index = 0; index < segments; index++) {
    const from = (index / segments) * Math.PI * 2 + 0.055;
    const to = ((index + 1) / segments) * Math.PI * 2 - 0.055;
    const middle = (from + to) / 2;
    context.fillStyle = flesh;
    context.beginPath();
    context.moveTo(x + Math.cos(middle) * 12, y + Math.sin(middle) * 12);
    context.lineTo(x + Math.cos(from) * radius * 0.8, y + Math.sin(from) * radius * 0.8);
    context.quadraticCurveTo(
      x + Math.cos(middle) * radius * 0.97,
      y + Math.sin(middle) * radius * 0.97,
      x + Math.cos(to) * radius * 0.8,
      y + Math.sin(to) * radius * 0.8,
    );
    context.fill();
    for (let line = 0; line < 9; line++) {
      const angle = from + random() * (to - from);
      const start = radius * (0.25 + random() * 0.3);
      context.strokeStyle = random() > 0.4 ? "#ffe3a466" : "#d9640d4d";
      context.lineWidth = 1.6;
      context.beginPath();
      context.moveTo(x + Math.cos(angle) * start, y + Math.sin(angle) * start);
      context.lineTo(x + Math.cos(angle) * (start + radius * 0.18), y + Math.sin(angle) * (start + radius * 0.18));
      context.stroke();
    }
  }
  within(context, { filter: "blur(8px)" }, () => {
    context.fillStyle = "#fff4d93d";
    context.beginPath();
    context.ellipse(x + radius * 0.3, y - radius * 0.35, radius * 0.4, radius * 0.22, 0.6, 0, 7);
    context.fill();
  });
}
