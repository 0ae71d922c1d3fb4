/** A plain JSON-RPC client over a WebSocket, as a user's script would write it: knows nothing of our own client. */
import { WebSocket } from 'ws'
import type { EventName, EventPayload } from '../../shared/contract/events.ts'
import type { MethodInput, MethodName, MethodOutput } from '../../shared/contract/methods.ts'

export type ScriptClient = {
  call<M extends MethodName>(method: M, params: MethodInput<M>): Promise<MethodOutput<M>>
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): void
  close(): void
}

type Answer = {
  id?: number
  method?: string
  params?: unknown
  result?: unknown
  error?: { message: string; data: unknown }
}

export async function connectScript(ready: { bridge: string; token: string }): Promise<ScriptClient> {
  const socket = new WebSocket(ready.bridge, {
    headers: { authorization: `Bearer ${ready.token}` },
    perMessageDeflate: false,
    maxPayload: 64 * 1024 * 1024,
  })
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve())
    socket.on('error', reject)
  })
  const waiting = new Map<number, (answer: Answer) => void>()
  const listeners = new Map<string, ((payload: never) => void)[]>()
  let sequence = 0
  // With the default binary type every message is one Buffer.
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) return
    const answer = JSON.parse(data.toString('utf8')) as Answer
    if (answer.id !== undefined) {
      waiting.get(answer.id)?.(answer)
      waiting.delete(answer.id)
    } else if (answer.method !== undefined) {
      for (const listener of listeners.get(answer.method) ?? []) listener(answer.params as never)
    }
  })
  return {
    call(method, params) {
      sequence += 1
      const id = sequence
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, error }) => {
          if (error !== undefined) reject(Object.assign(new Error(error.message), { data: error.data }))
          else resolve(result as MethodOutput<typeof method>)
        })
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
      })
    },
    on(event, listener) {
      listeners.set(event, [...(listeners.get(event) ?? []), listener])
    },
    close: () => socket.terminate(),
  }
}
