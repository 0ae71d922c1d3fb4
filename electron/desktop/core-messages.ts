/** What main and the core's process say to each other; ports to windows travel along with `client`. */
import type { AppError } from '../../shared/errors.ts'
import type { Capability } from '../../shared/contract/methods.ts'

export type CoreStart = {
  /** Folder of the databases. */
  readonly dataDir: string
  readonly version: string
  readonly capabilities: readonly Capability[]
  /** Null: the one in settings. */
  readonly hooksPort: number | null
  readonly replay: { readonly path: string; readonly speed: number } | null
}

/** The machine's services that only main can reach: name → input and answer. */
export type HostCalls = {
  notify: { input: { id: string; title: string; body: string }; answer: boolean }
  setBadge: { input: number; answer: null }
  openExternal: { input: string; answer: null }
  getSecret: { input: string; answer: string | null }
  setSecret: { input: { name: string; value: string | null }; answer: null }
  setOpenAtLogin: { input: boolean; answer: null }
}
export type HostCallName = keyof HostCalls

export type HostCall = {
  [Name in HostCallName]: {
    readonly t: 'host-call'
    readonly id: number
    readonly name: Name
    readonly input: HostCalls[Name]['input']
  }
}[HostCallName]

/** One function per service, as main carries them out. */
export type HostServices = {
  [Name in HostCallName]: (input: HostCalls[Name]['input']) => Promise<HostCalls[Name]['answer']>
}

export type ToCore =
  | { readonly t: 'start'; readonly options: CoreStart }
  /** Comes with one port. A second one of the same id replaces the first. */
  | { readonly t: 'client'; readonly id: number }
  | { readonly t: 'client-gone'; readonly id: number }
  | { readonly t: 'wake'; readonly reason: 'resume' }
  | { readonly t: 'ping' }
  | { readonly t: 'host-answer'; readonly id: number; readonly value: unknown }
  | { readonly t: 'host-refusal'; readonly id: number; readonly error: AppError }
  | { readonly t: 'shutdown' }

export type FromCore =
  | { readonly t: 'ready' }
  /** Followed by the end of the process. */
  | { readonly t: 'failed'; readonly error: AppError }
  | { readonly t: 'pong' }
  | HostCall

/** Both ends are ours; this only keeps a message of another version from being taken for one of this. */
export function isMessage(value: unknown): value is { t: string } {
  return typeof value === 'object' && value !== null && 't' in value && typeof value.t === 'string'
}
