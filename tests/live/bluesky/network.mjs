// A whole AT Protocol network on this machine: PLC, PDS and AppView, which end when their parent says so.
import net from 'node:net'
import { TestNetwork } from '@atproto/dev-env'

// The servers listen on every interface of the machine unless told otherwise, and are not told.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  const callback = rest.find((each) => typeof each === 'function')
  const options = typeof first === 'object' ? { ...first } : { port: first }
  if (options.port !== undefined) options.host ??= '127.0.0.1'
  return listen.call(this, options, callback)
}

const ports = JSON.parse(process.env.PORTS)
const network = await TestNetwork.create({
  dbPostgresUrl: process.env.DB_POSTGRES_URL,
  dbPostgresSchema: 'clew',
  pds: { port: ports.pds, hostname: 'localhost', enableDidDocWithSession: true },
  bsky: { port: ports.appview, publicUrl: `http://localhost:${ports.appview}` },
  plc: { port: ports.plc },
  ozone: { port: ports.ozone },
})
console.log('READY ' + JSON.stringify({ pds: network.pds.url, appview: network.bsky.url, plc: network.plc.url }))

let ending = false
const end = () => {
  if (ending) return
  ending = true
  network.close().finally(() => process.exit(0))
}
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, end)
process.stdin.on('end', end).resume() // the parent died
