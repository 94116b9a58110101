// @tus/server with its file store, as its guide starts it. Arguments: folder, host, port.
const { Server } = require('@tus/server')
const { FileStore } = require('@tus/file-store')

const [directory, host, port] = process.argv.slice(2)
new Server({ path: '/files', datastore: new FileStore({ directory }), relativeLocation: true }).listen({
  host,
  port: Number(port),
})
