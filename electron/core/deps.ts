/** What a shell hands to the core: where it runs, and what the machine can do for it. */
import type { Capability } from '../../shared/contract/methods.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

/** The machine's services; a shell implements those that it lists in `capabilities`. */
export type Host = {
  readonly shell: 'web' | 'desktop' | 'test'
  readonly capabilities: readonly Capability[]
  /** Shows an OS notification; answers whether the OS took it. */
  notify(notification: { id: string; title: string; body: string }): Promise<boolean>
  setBadge(count: number): void
  openExternal(url: string): Promise<void>
  /** Encrypted at rest; `set` of null removes. Rejects with `unsupported` where nothing can encrypt. */
  readonly secrets: {
    get(name: string): Promise<string | null>
    set(name: string, value: string | null): Promise<void>
  }
  setOpenAtLogin(enabled: boolean): Promise<void>
}

export type CoreDeps = {
  readonly host: Host
  readonly clock: Clock
  readonly log: Log
  /** Folder of the databases; made if missing. */
  readonly dataDir: string
  readonly version: string
  /** The environment, for `TICKERDECK_<VENUE>_REST_URL` and the like. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Overrides the port in settings; 0 takes any free one. */
  readonly hooksPort?: number
  /** A recorded CSV to replay from the start. */
  readonly replay?: { readonly name: string; readonly csv: string; readonly speed: number }
}
