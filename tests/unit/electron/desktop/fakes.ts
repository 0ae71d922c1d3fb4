/** Small stand-ins that the desktop shell's unit tests share. */
import { EventEmitter } from 'node:events'
import type { CoreProcessDeps } from '../../../../electron/desktop/core-process.ts'
import type { FromCore, ToCore } from '../../../../electron/desktop/core-messages.ts'

/** A child process that does nothing but remember. */
export class FakeChild extends EventEmitter {
  readonly sent: ToCore[] = []
  kills = 0

  postMessage(message: unknown): void {
    this.sent.push(message as ToCore)
  }
  kill(): boolean {
    this.kills += 1
    return true
  }
  says(message: FromCore): void {
    this.emit('message', message)
  }
  dies(code = 1): void {
    this.emit('exit', code)
  }
  kinds(): string[] {
    return this.sent.map(({ t }) => t)
  }
}

export const asChild = (child: FakeChild): ReturnType<CoreProcessDeps['fork']> =>
  // An emitter of Node has every overload of Electron's.
  child as unknown as ReturnType<CoreProcessDeps['fork']>
