// Makes the sizes of a picture again and again with sharp, and prints the processor time of one picture in milliseconds.
// node sharp.mjs FILE PICTURES SIDES ENCODINGS, the last two separated by commas.
import { readFileSync } from "node:fs";
import sharp from "sharp";

// One thread for a picture, as the product has it, and nothing remembered from the one before.
sharp.concurrency(1);
sharp.cache(false);

const [file, pictures, sides, encodings] = process.argv.slice(2);
const bytes = readFileSync(file);
const encoders = {
  webp: (image) => image.webp({ quality: 78, effort: 2 }),
  jpeg: (image) => image.jpeg({ quality: 80 }),
};

// A pipeline of its own for every size: that is how sharp reads a JPEG at reduced scale.
async function render() {
  for (const side of sides.split(",").map(Number)) {
    const resized = sharp(bytes).rotate().resize(side, side, { fit: "inside", withoutEnlargement: true });
    for (const encoding of encodings.split(",")) await encoders[encoding](resized.clone()).toBuffer();
  }
}

await render();
const before = process.cpuUsage();
for (let picture = 0; picture < Number(pictures); picture++) await render();
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000 / Number(pictures));
