/** The double's `utilityProcess`: a worker thread, so that real ports reach the real core by structured clone. */
import { EventEmitter } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { ForkOptions, UtilityProcess } from 'electron'
import { app } from './app.ts'
import { rawPorts } from './ports.ts'

/** Every process that was forked, oldest first. */
export const forked: UtilityProcessDouble[] = []

export class UtilityProcessDouble
  extends EventEmitter
  implements Pick<UtilityProcess, 'postMessage' | 'kill'>
{
  readonly modulePath: string
  readonly options: ForkOptions
  exitCode: number | null = null
  /** Shapes of what main posted, for a test to read. */
  readonly posted: string[] = []
  private readonly worker: Worker
  private killed = false

  constructor(modulePath: string, args: string[], options: ForkOptions) {
    super()
    this.modulePath = modulePath
    this.options = options
    this.worker = new Worker(new URL('utility-worker.ts', import.meta.url), {
      workerData: { modulePath },
      argv: args,
      ...(options.env === undefined ? {} : { env: options.env as Record<string, string> }),
    })
    this.worker.on('online', () => this.emit('spawn'))
    this.worker.on('message', (value: unknown) => this.emit('message', value))
    this.worker.on('error', (error) => console.error('the double of the utility process failed:', error))
    this.worker.on('exit', (code) => {
      this.exitCode = this.killed ? 0 : code
      this.emit('exit', this.exitCode)
    })
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (this.exitCode !== null) throw new Error('postMessage to a utility process that has ended')
    this.posted.push((message as { t: string }).t)
    const ports = rawPorts(transfer)
    this.worker.postMessage({ data: message, ports }, ports)
  }

  kill(): boolean {
    if (this.exitCode !== null) return false
    this.killed = true
    void this.worker.terminate()
    return true
  }

  /** As kill -9 from outside. */
  crash(): void {
    void this.worker.terminate()
  }
}

export const utilityProcess = {
  fork(modulePath: string, args: string[] = [], options: ForkOptions = {}): UtilityProcessDouble {
    if (!app.isReady()) throw new TypeError('utilityProcess cannot be created before app is ready')
    const child = new UtilityProcessDouble(modulePath, args, options)
    forked.push(child)
    return child
  },
}
