// A stock tus client. Sends FILE to ENDPOINT with a bearer, breaks off once in the middle and goes on from there.
import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, file, bearer] = process.argv.slice(2);
const told = { addresses: new Set(), offsets: [], error: null };

function upload(url, stopAt) {
  return new Promise((resolve, reject) => {
    const one = new Upload(createReadStream(file), {
      endpoint,
      uploadUrl: url,
      uploadSize: statSync(file).size,
      chunkSize: 100_000,
      retryDelays: [0, 200],
      metadata: { filename: "giấy tờ.jpg" },
      headers: { Authorization: `Bearer ${bearer}` },
      onError: reject,
      onSuccess: () => resolve(one.url),
      onChunkComplete: (_size, offset) => {
        told.addresses.add(one.url);
        told.offsets.push(offset);
        if (stopAt && offset >= stopAt) one.abort().then(() => resolve(one.url));
      },
    });
    one.start();
  });
}

try {
  const url = await upload(null, 250_000);
  await upload(url, 0);
  if (process.argv[5] === "terminate") await Upload.terminate(url, { headers: { Authorization: `Bearer ${bearer}` } });
} catch (error) {
  told.error = String(error);
}
console.log(JSON.stringify({ ...told, addresses: [...told.addresses] }));
