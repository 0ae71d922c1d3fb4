/** The inside of the double's utility process: gives a worker thread Electron's `process.parentPort`, then runs the module. */
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { ParentPort } from 'electron'
import { MessagePortDouble } from './ports.ts'

if (parentPort === null) throw new Error('this runs in a worker thread')
const port = parentPort

class ParentPortDouble extends EventEmitter implements Pick<ParentPort, 'postMessage'> {
  constructor() {
    super()
    // Messages wait for the first listener.
    this.once('newListener', () => {
      port.on('message', ({ data, ports }: { data: unknown; ports: MessagePort[] }) =>
        this.emit('message', { data, ports: ports.map((raw) => new MessagePortDouble(raw)) }),
      )
    })
  }

  postMessage(message: unknown, ...rest: unknown[]): void {
    if (rest.length > 0) throw new TypeError('a utility process transfers nothing to main')
    port.postMessage(message)
  }
}

Object.defineProperty(process, 'parentPort', { value: new ParentPortDouble() })
const { modulePath } = workerData as { modulePath: string }
await import(pathToFileURL(modulePath).href)
