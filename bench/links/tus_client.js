// tus-js-client with its defaults, one file after the other, addresses kept in a file. Arguments: folder, endpoint, addresses.
// When the library gives up, the same upload is resumed five seconds later.
const fs = require('fs')
const path = require('path')
const tus = require('tus-js-client')

const [folder, endpoint, addresses] = process.argv.slice(2)
const urlStorage = new tus.FileUrlStorage(addresses)

function send(file) {
  return new Promise((resolve) => {
    const attempt = async () => {
      const upload = new tus.Upload(fs.createReadStream(file), {
        endpoint,
        urlStorage,
        metadata: { filename: path.basename(file) },
        fingerprint: async () => file,
        removeFingerprintOnSuccess: true,
        onError: () => setTimeout(attempt, 5000),
        onSuccess: resolve,
      })
      const earlier = await upload.findPreviousUploads()
      if (earlier.length > 0) upload.resumeFromPreviousUpload(earlier[0])
      upload.start()
    }
    attempt()
  })
}

async function main() {
  for (const dossier of fs.readdirSync(folder).sort()) {
    for (const file of fs.readdirSync(path.join(folder, dossier)).sort()) {
      await send(path.join(folder, dossier, file))
    }
  }
}

main()
