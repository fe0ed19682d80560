// Prints the table of ../golden.rs: what the original makes of each picture in pictures.rs.
//
//     npm install nsfwjs@4.4.0 @tensorflow/tfjs@4.22.0
//     node make.mjs
//
// The pictures are made from whole numbers only, in the same way as there. The backend is the one in plain
// JavaScript: slow, but nothing in it depends on the machine.

import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const tf = require("@tensorflow/tfjs");
const { load } = require("nsfwjs/core");
const { MobileNetV2Model } = require("nsfwjs/models/mobilenet_v2");

const whole = Math.trunc;

/** Knuth and Lewis' linear congruential generator; its upper byte. */
function noise(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
}

/** The shade of a body of skin-coloured ellipses at a point, 0 where there is none. */
function skin(x, y, width, height) {
  const ellipses = [
    [50, 22, 13, 16],
    [50, 65, 20, 32],
    [28, 60, 7, 26],
    [72, 60, 7, 26],
  ];
  for (const [cx, cy, rx, ry] of ellipses) {
    const dx = (x * 100 - cx * width) * ry * height;
    const dy = (y * 100 - cy * height) * rx * width;
    const edge = rx * ry * width * height;
    const far = whole(dx / 1024) ** 2 + whole(dy / 1024) ** 2;
    const limit = whole(edge / 1024) ** 2;
    if (far <= limit) return 255 - whole((far * 90) / Math.max(limit, 1));
  }
  return 0;
}

const paints = {
  gradient: (w, h) => (x, y) => {
    const across = whole((x * 255) / Math.max(w - 1, 1));
    return [across, whole((y * 255) / Math.max(h - 1, 1)), 255 - across];
  },
  noise: () => {
    const next = noise(1);
    return () => [next(), next(), next()];
  },
  checkers: () => (x, y) => ((whole(x / 16) + whole(y / 16)) % 2 === 0 ? [250, 250, 250] : [20, 20, 20]),
  body: (w, h) => {
    const next = noise(2);
    return (x, y) => {
      const grain = next() >> 5;
      const shade = skin(x, y, w, h);
      if (shade === 0) return [60 + grain, 80 + whole((y * 60) / h) + grain, 110 + grain];
      return [shade - grain, whole((shade * 3) / 4) - grain, whole((shade * 5) / 8) - grain];
    };
  },
  stripes: () => {
    const next = noise(3);
    return (x, y) => {
      const grain = next() >> 4;
      return (x + y) % 24 < 12 ? [200 + grain, 120 + grain, 90 + grain] : [30 + grain, 40 + grain, 60 + grain];
    };
  },
  rings: (w, h) => (x, y) => {
    const far = whole(((x * 2 - w) ** 2 + (y * 2 - h) ** 2) / 64) % 256;
    return [far, 255 - far, whole(far / 2)];
  },
  folds: (w, h) => {
    const next = noise(4);
    return (x, y) => {
      const grain = next() >> 6;
      const [dx, dy] = [(whole((x * 300) / w) % 100) - 50, (whole((y * 200) / h) % 100) - 50];
      const shade = 240 - whole((dx * dx + dy * dy) / 30);
      return [shade - grain, whole((shade * 18) / 25) - grain, whole((shade * 3) / 5) - grain];
    };
  },
  streaks: () => {
    const next = noise(5);
    let value = 128;
    return () => {
      value = (value * 7 + next()) >> 3;
      return [Math.min(value + 80, 255), Math.min(value + 20, 255), value];
    };
  },
  plain: () => () => [224, 172, 144],
};

const pictures = [
  ["gradient", 320, 240],
  ["noise", 224, 224],
  ["noise", 99, 401],
  ["checkers", 256, 256],
  ["body", 317, 211],
  ["body", 224, 320],
  ["stripes", 50, 700],
  ["folds", 300, 200],
  ["folds", 600, 400],
  ["streaks", 300, 300],
  ["rings", 500, 333],
  ["gradient", 1200, 3],
  ["rings", 4096, 9],
  ["plain", 1, 1],
];

/** FNV-1a, 32 bits. */
function fingerprint(bytes) {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}

await tf.setBackend("cpu");
const model = await load("MobileNetV2", { modelDefinitions: [MobileNetV2Model] });
for (const [name, width, height] of pictures) {
  const paint = paints[name](width, height);
  const bytes = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) bytes.set(paint(x, y), (y * width + x) * 3);
  }
  const scores = await model.infer(tf.tensor3d(bytes, [height, width, 3], "int32")).data();
  const hash = fingerprint(bytes).toString(16).padStart(8, "0").replace(/(....)$/, "_$1");
  const numbers = [...scores].map((score) => Number(score.toFixed(7))).join(", ");
  console.log(`    ("${name}", ${width}, ${height}, 0x${hash}, [${numbers}]),`);
}
