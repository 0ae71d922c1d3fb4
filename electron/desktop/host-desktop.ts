/** The machine's services as the core sees them: each is a question to main, which alone can reach them. */
import { CodedError, type AppError } from '../../shared/errors.ts'
import type { Capability } from '../../shared/contract/methods.ts'
import type { Host } from '../core/deps.ts'
import type { FromCore, HostCall, HostCallName, HostCalls } from './core-messages.ts'

export type DesktopHost = {
  readonly host: Host
  /** Main's answer to the call of this id. */
  answered(id: number, value: unknown): void
  refused(id: number, error: AppError): void
}

type Waiting = { resolve(value: unknown): void; reject(error: unknown): void }

export function createDesktopHost(
  capabilities: readonly Capability[],
  post: (message: FromCore) => void,
): DesktopHost {
  const waiting = new Map<number, Waiting>()
  let lastId = 0

  const call = <Name extends HostCallName>(name: Name, input: HostCalls[Name]['input']) => {
    lastId += 1
    const id = lastId
    return new Promise<HostCalls[Name]['answer']>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      post({ t: 'host-call', id, name, input } as HostCall)
    })
  }
  const settle = (id: number, how: (entry: Waiting) => void) => {
    const entry = waiting.get(id)
    waiting.delete(id)
    if (entry !== undefined) how(entry)
  }

  return {
    host: {
      shell: 'desktop',
      capabilities,
      notify: (notification) => call('notify', notification),
      // A badge that main refused is no reason to trouble the caller.
      setBadge: (count) => void call('setBadge', count).catch(() => undefined),
      openExternal: async (url) => void (await call('openExternal', url)),
      secrets: {
        get: (name) => call('getSecret', name),
        set: async (name, value) => void (await call('setSecret', { name, value })),
      },
      setOpenAtLogin: async (enabled) => void (await call('setOpenAtLogin', enabled)),
    },
    answered: (id, value) => settle(id, (entry) => entry.resolve(value)),
    refused: (id, error) => settle(id, (entry) => entry.reject(new CodedError(error))),
  }
}
